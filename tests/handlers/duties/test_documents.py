"""Documents in chat: taken where a file is asked for, refused with a reason everywhere else."""

from __future__ import annotations

from sqlmodel import select

from rules.permissions import Role
from storage.tables import Chat
from talk.state import State
from tests.duties import add_assignment, assignment_row, open_campaign, submissions_of
from tests.handlers.transcript import converse
from tests.town import Town


def test_a_document_is_filed(town: Town) -> None:
    """A document of a known kind and a photo of a page; an .exe, an empty file and words are
    refused.
    """
    open_campaign(town)
    lists = add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    converse(
        town,
        """
周校长 > (button go:dutyfile:1)
周校长 < Please send the file, or photos of its pages, then tap Done: 问题清单
    [Cancel]
周校长 > 清单在此
周校长 < A file or a photo is needed here. Please send one.

    Please send the file, or photos of its pages, then tap Done: 问题清单
    [Cancel]
周校长 > (file 清单.exe)
周校长 < “清单.exe” is not taken. These files are: .pdf .doc .docx .xls .xlsx .ppt .pptx .wps .et .ofd .zip
        .txt, and photos.

    Please send the file, or photos of its pages, then tap Done: 问题清单
    [Cancel]
周校长 > (file 清单.pdf 0)
周校长 < “清单.pdf” is empty. Please send the right file.

    Please send the file, or photos of its pages, then tap Done: 问题清单
    [Cancel]
周校长 > (file 清单.PDF 52000)
周校长 < Files received: 1. Send more, or tap Done.
    [Done] [Cancel]
周校长 > (photo)
周校长 < Files received: 2. Send more, or tap Done.
    [Done] [Cancel]
周校长 > (too_large)
周校长 < This file is over 20 MB. Please send a smaller photo.

    Files received: 2. Send more, or tap Done.
    [Done] [Cancel]
周校长 > [Done]
周校长 < 问题清单
    问题清单: files or photos: 2

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Filed: 问题清单.
    [Open the task] [My tasks]
""",
    )
    [filing] = submissions_of(town, lists)
    assert [
        each.name for each in town.phone("周校长").evidence() if each.submission_id == filing.id
    ] == ["清单.PDF", ""]


def test_a_document_nobody_asked_for(town: Town) -> None:
    """Out of the blue, and where photos or words are asked for, only pictures are taken."""
    open_campaign(town)
    add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
周校长 > (file 清单.pdf)
周校长 < Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please send photos.
    [Menu]
周校长 > (button go:dutyfile:2)
周校长 < Please write: 自查情况
    [Cancel]
周校长 > (file 清单.pdf)
周校长 < The file was not kept. Words are needed here, please type them.

    Please write: 自查情况
    [Cancel]
周校长 > 情况
周校长 < Please give the number: 问题数 (个)
    [Back]
周校长 > 1
周校长 < Please send photos, then tap Done: 会议照片
    [No photos] [Back]
周校长 > (file 清单.pdf)
周校长 < The file was not kept. Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please send photos.

    Please send photos, then tap Done: 会议照片
    [No photos] [Back]
""",
    )
    assert town.phone("周校长").evidence() == []


def test_the_ways_that_files_may_come_are_stored_under_the_names_they_always_had(
    town: Town,
) -> None:
    """A button that was shown before an upgrade means the same after it."""
    open_campaign(town)
    add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    town.person("王校长", Role.HEAD, unit="第一中学", channel="wecom")
    town.play("王校长 > (button go:dutyfile:1)")
    with town.database.read() as session:
        chat = session.exec(select(Chat).where(Chat.address == "王校长")).one()
    asked = State.from_json(chat.state, chat.serial).asked
    assert asked is not None
    assert (asked.key, asked.values) == ("way", ["photos", "web", "paper"])


def test_wecom_passes_no_files_on(town: Town) -> None:
    """There photos of the pages, a browser or paper are offered before anything is asked."""
    open_campaign(town)
    lists = add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    town.person("王校长", Role.HEAD, unit="第一中学", channel="wecom")
    converse(
        town,
        """
王校长 > (button go:dutyfile:1)
王校长 < “问题清单” asks for files. WeCom does not pass files on to us. How do you want to send them?
    [Photos of the pages] [Upload in a browser] [On paper] [Cancel]
王校长 > [On paper]
王校长 < Please bring the paper to the office, which will record it as filed.
    [My tasks]
王校长 > (button go:dutyfile:1)
王校长 < “问题清单” asks for files. WeCom does not pass files on to us. How do you want to send them?
    [Photos of the pages] [Upload in a browser] [On paper] [Cancel]
王校长 > [Upload in a browser]
王校长 < Your one-time link, good for 30 minutes. Do not pass it on:
    http://127.0.0.1:8000/enter/{link}
    [My tasks]
王校长 > (button go:dutyfile:1)
王校长 < “问题清单” asks for files. WeCom does not pass files on to us. How do you want to send them?
    [Photos of the pages] [Upload in a browser] [On paper] [Cancel]
王校长 > [Photos of the pages]
王校长 < Please send the file, or photos of its pages, then tap Done: 问题清单
    [Back]
王校长 > (file)
王校长 < Files do not come through here. Send photos of the pages, hand in paper, or open Mingcha in a browser
        and send it there.
    [Open in a browser]
王校长 < Please send the file, or photos of its pages, then tap Done: 问题清单
    [Back]
王校长 > (photo)
王校长 < Files received: 1. Send more, or tap Done.
    [Done] [Back]
王校长 > [Done]
王校长 < 问题清单
    问题清单: files or photos: 1

    Send it?
    [Submit] [Drop] [Back]
王校长 > [Submit]
王校长 < Filed: 问题清单.
    [Open the task] [My tasks]
""",
    )
    assert assignment_row(town, lists).state == "filed"
