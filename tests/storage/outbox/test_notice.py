"""A notice comes back from its row as it was queued."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from locales import Button, ChoiceButton, Message, translate
from storage.database import Database
from storage.outbox.notice import (
    MessageKind,
    Notice,
    about_assignment,
    about_digest,
    is_assignment,
)
from storage.outbox.queue import queue
from storage.tables import OutboxRow
from tests.storage.outbox.conftest import NOW

LABEL = Message("Label")


@pytest.mark.parametrize(
    "notice",
    [
        Notice(Message("told")),
        Notice(
            Message("{n} of {day}", {"n": 3, "day": date(2026, 3, 2)}),
            (Button(LABEL, "ticket", "TS-2026-0001"),),
            (4, 5),
            stays=True,
            about="TS-2026-0001",
        ),
        Notice(
            Message("which?"),
            (ChoiceButton(LABEL, 7, 0),),
            choices=True,
            in_place=True,
            kind=MessageKind.QUESTION,
            conversation="report",
        ),
        Notice(Message("drawn"), drawing={"digest": {}}, about=about_digest(date(2026, 3, 2))),
    ],
)
def test_what_is_queued_is_read(database: Database, chats: list[int], notice: Notice) -> None:
    with database.write() as session:
        queue(session, chats[0], notice, NOW)
    with database.read() as session:
        assert Notice.from_row(session.exec(select(OutboxRow)).one()) == notice


def test_of_what_is_not_kept_it_is_said_that_it_is_removed() -> None:
    row = OutboxRow(chat_id=1, kind="question", about="x", not_before=NOW, created_at=NOW)
    notice = Notice.from_row(row)
    assert notice.kind is MessageKind.REMOVED
    assert "has been removed" in translate(notice.text, "en")
    assert (notice.about, notice.conversation, notice.buttons) == ("", "", ())


def test_of_what_is_private_it_is_not_kept_what_it_is_about(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        queue(session, chats[0], Notice(Message("x"), about="TS-2026-0001"), NOW, private=True)
    with database.read() as session:
        assert session.exec(select(OutboxRow.about)).one() == ""


def test_an_assignment_is_told_from_all_else() -> None:
    assert is_assignment(about_assignment(3))
    assert not is_assignment(about_digest(date(2026, 3, 2)))
    assert not is_assignment("TS-2026-0001")
