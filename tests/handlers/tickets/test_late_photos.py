"""Photos that come late, or that were not taken: the last question counts what will really be sent."""

from __future__ import annotations

from bot.media.drafts import left_without
from locales import _
from storage.evidence import fetching
from tests.handlers.transcript import converse
from tests.town import Town


def test_a_photo_at_the_last_question_is_counted(town: Town) -> None:
    """A photo that comes when all is answered joins the draft, and the question says so with the
    new count.
    """
    converse(
        town,
        """
李督 > (photo 抽烟)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第二小学]
李督 < 第二小学: what did you see?
    [Smoking] […] [Back]
李督 > [Smoking]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > (photo)
李督 < The photo was added to your draft.
    Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 2
    Words: 抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Smoking at 第二小学, photos: 2. The unit sees nothing until the office assigns it.
    [One more at 第二小学] [Open DC-2026-0001]
吴办 < New finding DC-2026-0001: Smoking at 第二小学. It waits to be assigned.
    [Open DC-2026-0001]
""",
    )


def test_a_photo_that_was_not_taken_is_not_counted(town: Town) -> None:
    """A photo refused while the draft was open is not counted at the end."""
    town.play("李督 > (photo 抽烟)\n李督 > (photo)")
    refused = town.phone("李督").evidence()[0]
    with town.database.write() as session:
        refused.state = "refused"
        session.merge(refused)
    converse(
        town,
        """
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第二小学]
李督 < 第二小学: what did you see?
    [Smoking] […] [Back]
李督 > [Smoking]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 1
    Words: 抽烟

    Send it?
    [Submit] [Change the words] [Change the time] [Drop] [Back]
""",
    )


def refuse(town: Town, name: str, before: int = 0) -> None:
    """Do what the evidence worker does with the newest picture of this phone, or one `before` it, when it proves
    to be none.
    """
    pending = [each for each in town.phone(name).evidence() if each.state == "pending"]
    newest = pending[-1 - before]
    job = fetching.Job(
        newest.id or 0, "web", {}, 1, newest.received_at, None, None, None, newest.name
    )
    with town.database.write() as session:
        why = _("It is damaged and cannot be opened.")
        fetching.refuse(session, job, why, town.clock(), left_without(session, job.id))


def said_to(town: Town, name: str) -> str:
    """Return what reached this phone since the last look."""
    return "\n".join(town.phone(name).news())


def test_a_refusal_says_how_many_are_left(town: Town) -> None:
    """What was refused is not counted: neither with the refusal, nor with the next photo, nor at
    the end.
    """
    town.play("李督 > (photo)")
    refuse(town, "李督")
    assert said_to(town, "李督") == (
        "李督 < The photo of 2 Mar 09:00 was not taken. It is damaged and cannot be opened. / "
        "Nothing is kept so far. Please send it again. [Done]"
    )
    converse(
        town,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
""",
    )
    town.phone("李督").does("(photo)")
    refuse(town, "李督")  # before the counter was sent: it is said once, with the true number
    assert said_to(town, "李督") == (
        "李督 < The photo of 2 Mar 09:00 was not taken. It is damaged and cannot be opened. / "
        "Photos received: 1. Send more, or tap Done. [Done]"
    )
    converse(
        town,
        """
李督 > (photo)
李督 < Photos received: 2. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
""",
    )
    refuse(town, "李督")
    assert said_to(town, "李督").endswith("Photos and files in your draft: 1.")


def test_an_album_that_comes_late_is_answered_once(town: Town) -> None:
    """Ten pictures that arrive after Done join the draft with one answer; so are those refused that
    nobody asked for.
    """
    converse(
        town,
        """
李督 > (photo 抽烟)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > (album of 9:)
李督 < The photo was added to your draft.
    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > /cancel
李督 < Cancelled. Nothing was sent.
李督 < What would you like to do?
    [Report a finding] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
家长 > /join
家长 < Please type your invitation code.
    [Cancel]
家长 > (album of 9:)
家长 < The photo was not kept. Words are needed here, please type them.

    Please type your invitation code.
    [Cancel]
""",
    )


def test_photos_are_not_lost_by_going_back(town: Town) -> None:
    """Back at the first question keeps the photos that were sent; only cancel drops them."""
    converse(
        town,
        """
家长 > (photo)
家长 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > /back
家长 < This is the first question; what you sent is kept. Only Cancel drops it.

    Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > (photo)
家长 < Photos received: 2. Send more, or tap Done.
    [Done] [Cancel]
家长 > [Cancel]
家长 < Cancelled. Nothing was sent.
家长 < What would you like to do?
    [Complain] [My complaints] [Ask with a receipt code] [Help] [中文 / English] [I have an invitation code]
""",
    )


def test_what_was_refused_is_not_said_to_be_added(town: Town) -> None:
    """A late photo that proves to be none before its answer was sent: the refusal comes, and the
    question once more.
    """
    converse(
        town,
        """
李督 > (photo 抽烟)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
""",
    )
    town.phone("李督").does("(photo)")
    refuse(town, "李督")
    assert said_to(town, "李督") == (
        "李督 < The photo of 2 Mar 09:00 was not taken. It is damaged and cannot be opened. / "
        "Photos and files in your draft: 1.\n"
        "李督 < Which unit is it? Tap one, or write its name. [示范区教育局] [第一中学] [第二小学] [Back]"
    )
    converse(
        town,
        """
李督 > [第二小学]
李督 < 第二小学: what did you see?
    [Smoking] […] [Back]
""",
    )
    town.phone("李督").does("(photo)")
    town.phone("李督").does("(photo)")
    refuse(town, "李督")  # of a question in pages
    refuse(town, "李督", 1)
    *told, asked = said_to(town, "李督").splitlines()
    assert [each[-2:] for each in told] == ["2.", "1."]
    assert asked.startswith("李督 < 第二小学: what did you see? [Smoking]")


def test_with_no_photo_left_they_are_asked_for_again(town: Town) -> None:
    """The only photo proves to be none when all else is answered: words or a photo are asked for,
    the rest stays.
    """
    town.play("李督 > (photo)\n李督 > [Done]\n李督 > [第二小学]\n李督 > [Smoking]")
    refuse(town, "李督")
    assert said_to(town, "李督").endswith("Photos and files in your draft: 0.")
    town.play("李督 > [Skip]\n李督 > [Skip]")
    converse(
        town,
        """
李督 > [Submit]
李督 < Words or at least one photo are needed.

    Anything to add?
    [Skip] [Back]
李督 > (photo)
李督 < The photo was added to your draft.
    Anything to add?
    [Skip] [Back]
李督 > [Skip]
李督 < Seen: Smoking
    School or unit: 第二小学
    Time: 2 Mar 09:00
    Photos: 1

    Send it?
    [Submit] [Change the time] [Drop] [Back]
""",
    )
