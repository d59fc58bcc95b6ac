"""Deadlines follow the working days, and those concerned hear of it."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from casework.calendar.commands import SetDays, TakeBackDays
from casework.tickets import commands as c
from locales.translate import BEIJING
from storage.tables import OutboxRow, Pause, Reminder, Ticket
from tests.casework.calendar.cast import assigned, at, due, free
from tests.casework.stage import Stage


def planned(stage: Stage, about: str = "ticket") -> dict[str, str]:
    with stage.database.read() as session:
        rows = session.exec(
            select(Reminder).where(Reminder.state == "planned", Reminder.about == about)
        ).all()
    return {each.level: f"{each.due_at.astimezone(BEIJING):%m-%d}" for each in rows}


def test_a_free_day_moves_the_deadline_and_its_warnings(stage: Stage) -> None:
    number = assigned(stage)
    assert planned(stage) == {"blue": "03-04", "yellow": "03-06", "red": "03-10"}
    receipt = stage.do("office", free("2026-03-04"))
    assert stage.words(receipt) == "4 Mar 2026 校运会: free. Deadlines that moved: 1."
    assert due(stage, number) == "03-06 18:00"
    assert planned(stage) == {"blue": "03-05", "yellow": "03-09", "red": "03-11"}
    assert planned(stage, "take") == {"limit-1": "03-03"}
    told = stage.mail()
    assert set(told) == {"head", "handler", "inspector"}
    now = "by 6 Mar 2026 18:00 (working days: 3) (before: 5 Mar 2026)."
    assert told["head"][0].startswith(
        f"{number}: the working days have changed; the deadline is now {now}"
    )
    stage.do("clerk", TakeBackDays(date(2026, 3, 4), date(2026, 3, 4)))
    assert due(stage, number) == "03-05 18:00"
    assert planned(stage) == {"blue": "03-04", "yellow": "03-06", "red": "03-10"}


def test_what_moves_nothing_tells_nobody(stage: Stage) -> None:
    number = assigned(stage)
    for command in (free("2026-03-06"), free("2026-03-08"), free("2026-03-02")):
        receipt = stage.do("office", command)
        assert "Deadlines that moved: 0." in stage.words(receipt)
    assert due(stage, number) == "03-05 18:00"
    assert stage.mail() == {}


def test_those_concerned_hear_of_it_in_working_time_in_one_message(stage: Stage) -> None:
    numbers = [assigned(stage), assigned(stage)]
    at(stage, "2026-03-02", "22:00")
    stage.do("office", free("2026-03-04"))
    with stage.database.read() as session:
        moments = {
            each.not_before
            for each in session.exec(select(OutboxRow).where(OutboxRow.state == "queued"))
        }
    assert {each.astimezone(BEIJING).strftime("%m-%d %H:%M") for each in moments} == {"03-03 08:31"}
    (line,) = stage.mail()["head"]
    assert line.startswith("The working days have changed. Deadlines that move: 2")
    assert all(number in line for number in numbers)


def test_a_working_saturday_brings_the_deadline_nearer(stage: Stage) -> None:
    number = assigned(stage, 5)
    assert due(stage, number) == "03-09 18:00"
    stage.do("office", SetDays(date(2026, 3, 7), date(2026, 3, 7), False, "补班"))
    assert due(stage, number) == "03-07 18:00"


def test_a_pause_follows_the_days_too(stage: Stage) -> None:
    number = assigned(stage)
    stage.do("head", c.Take(number))
    stage.do("head", c.AskReporter(number, "q"))
    stage.do("office", free("2026-03-05"))
    with stage.database.read() as session:
        until = session.exec(select(Pause)).one().until_at
    assert until is not None
    assert until.astimezone(BEIJING).date() == date(2026, 3, 10)


def test_what_is_answered_or_closed_keeps_quiet(stage: Stage) -> None:
    closed = stage.bring(stage.finding(), "closed")
    before = due(stage, closed)
    stage.do("office", free("2026-03-04"))
    assert due(stage, closed) == before
    assert stage.mail() == {}


def test_nothing_stays_locked_behind_a_ticket_of_an_unknown_kind(stage: Stage) -> None:
    """A ticket of a kind whose campaign is gone is reckoned anew like any other."""
    number = assigned(stage)
    stage.set(number, kind="gone")
    stage.do("office", free("2026-03-04"))
    with stage.database.read() as session:
        assert session.exec(select(Ticket.due_at)).one() is not None
    assert due(stage, number) == "03-06 18:00"
