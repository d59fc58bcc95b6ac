"""What people prefer of reminders: to be told later, and quiet hours."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from casework.desk import Actor
from casework.refusals import NotAllowed
from casework.reminders.commands import KeepQuiet, Snooze
from casework.reminders.preferences import preferences_of, snoozed_until
from locales.translate import BEIJING
from storage.database import Database
from storage.queries.reminders import FOR_ONE
from storage.tables import Assignment, Preferences, Reminder
from tests.casework.duties.cast import person_id
from tests.casework.reminders.pressing import at, moment
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment, open_campaign


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    stage = Stage(sqlite_database)
    open_campaign(stage.town)
    return stage


def wishes(stage: Stage, name: str = "head") -> Preferences:
    with stage.database.read() as session:
        return preferences_of(stage.desk(session, name))


@pytest.mark.parametrize(
    ("now", "until", "then"),
    [
        ("03-06 09:10", "hour", "03-06 10:10"),
        ("03-06 09:00", "hour", "03-06 10:01"),  # never on the full hour
        ("03-06 17:30", "hour", "03-09 08:31"),
        ("03-06 09:10", "tomorrow", "03-09 08:31"),  # after the weekend
        ("03-03 09:10", "tomorrow", "03-04 08:31"),
        ("03-03 09:10", "monday", "03-09 08:31"),
        ("03-09 09:10", "monday", "03-16 08:31"),
    ],
)
def test_later_is_a_working_minute(stage: Stage, now: str, until: str, then: str) -> None:
    at(stage, *now.split())
    with stage.database.read() as session:
        found = snoozed_until(stage.town.desk(session), until)
    assert f"{found.astimezone(BEIJING):%m-%d %H:%M}" == then


def sent(stage: Stage, subject: int, day: str) -> None:
    """Note that a reminder of this was sent on this day."""
    row = Reminder(
        about="assignment",
        subject=subject,
        level="before-3",
        planned_for=moment("03-06"),
        due_at=moment(day, "08:31"),
        state="sent",
        settled_at=moment(day, "08:31"),
    )
    with stage.database.write() as session:
        session.add(row)


def put_off(stage: Stage) -> list[tuple[int, str, str]]:
    """Return what is planned, for whom, and when."""
    with stage.database.read() as session:
        found = select(Reminder).where(Reminder.state == "planned").order_by(col(Reminder.id))
        return [
            (
                row.subject,
                row.level.partition(FOR_ONE)[2],
                f"{row.due_at.astimezone(BEIJING):%m-%d %H:%M}",
            )
            for row in session.exec(found)
        ]


def test_what_was_said_within_a_day_is_said_again_to_whoever_asked(stage: Stage) -> None:
    lately = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    before = add_assignment(stage.town, "lists", unit=FIRST, due="2026-04-10")
    others = add_assignment(stage.town, "letter", person="teacher", due="2026-03-06")
    for subject, day in ((lately, "03-03"), (before, "03-02"), (others, "03-03")):
        sent(stage, subject, day)
    at(stage, "03-03", "09:10")
    receipt = stage.do("head", Snooze("hour"))
    assert stage.words(receipt).startswith("You will be reminded again on 3 Mar 2026 at 10:10.")
    assert put_off(stage) == [(lately, str(person_id(stage, "head")), "03-03 10:10")]
    assert wishes(stage).snoozed_until == moment("03-03", "10:10")


def test_what_was_said_a_whole_day_ago_or_is_due_this_minute_is_still_put_off(
    stage: Stage,
) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    sent(stage, assignment, "03-05")
    at(stage, "03-06", "08:31")
    with stage.database.write() as session:
        session.get_one(Assignment, assignment).due_at = stage.town.clock()
    stage.do("head", Snooze("hour"))
    assert [subject for subject, _person, _at in put_off(stage)] == [assignment]


def test_what_is_late_is_not_put_off(stage: Stage) -> None:
    late = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    sent(stage, late, "03-09")
    at(stage, "03-09", "09:10")
    stage.do("head", Snooze("hour"))
    assert put_off(stage) == []


@pytest.mark.parametrize(
    ("first", "last", "kept", "words"),
    [
        ("12:00", "14:00", ("12:00", "14:00"), "Quiet from 12:00 to 14:00: reminders wait"),
        ("20:00", "07:00", ("20:00", "07:00"), "Quiet from 20:00 to 07:00: reminders wait"),
        ("06:00", "20:00", ("06:00", "20:00"), "Quiet from 06:00 to 20:00: that is all of the"),
        ("", "", ("", ""), "No quiet hours"),
        ("09:00", "09:00", ("", ""), "No quiet hours"),
    ],
)
def test_quiet_hours_are_kept_and_said(
    stage: Stage, first: str, last: str, kept: tuple[str, str], words: str
) -> None:
    stage.do("head", KeepQuiet("01:00", "02:00"))
    receipt = stage.do("head", KeepQuiet(first, last))
    assert stage.words(receipt).startswith(words)
    assert (wishes(stage).quiet_from, wishes(stage).quiet_to) == kept
    assert wishes(stage, "teacher").quiet_from == ""


def test_who_is_not_of_the_roster_has_no_wishes(stage: Stage) -> None:
    for command in (Snooze("hour"), KeepQuiet("12:00", "14:00")):
        with pytest.raises(NotAllowed):
            stage.do("parent", command)
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        desk.actor = Actor()
        with pytest.raises(NotAllowed):
            preferences_of(desk)
