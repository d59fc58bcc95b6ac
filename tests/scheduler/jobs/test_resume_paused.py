"""A unit waits for its reporter as long as the rules allow, and not longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from casework.desk import Desk
from casework.tickets import commands as c
from casework.tickets.clock import resume
from scheduler.jobs import resume_paused
from scheduler.jobs.resume_paused import resume_waiting
from storage.database import Database
from storage.tables import Pause, Reminder, Ticket
from tests.casework.stage import Stage

DAY = timedelta(days=1)


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
def quick_stage(sqlite_database: Database) -> Stage:
    """A stage for what is no affair of the database's."""
    return Stage(sqlite_database)


def waiting(stage: Stage) -> str:
    """Return a ticket whose reporter was asked something on Monday."""
    number = stage.bring(stage.finding(), "in_progress")
    stage.do("head", c.AskReporter(number, "q"))
    stage.mail()
    return number


def run(stage: Stage, days: float = 0) -> int:
    """Run the job so many days later."""
    stage.town.clock.now += days * DAY
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        return resume_waiting(desk, desk.now)


def test_after_five_working_days_the_clock_goes_on(stage: Stage) -> None:
    number = waiting(stage)
    before = stage.town.ticket(number).due_at
    with stage.database.read() as session:
        until = session.exec(select(Pause.until_at)).one()
    assert until is not None
    assert run(stage) == 0
    stage.town.clock.now = until - timedelta(seconds=1)
    assert run(stage) == 0
    stage.town.clock.now = until
    assert [run(stage) for _time in range(2)] == [1, 0]
    ticket = stage.town.ticket(number)
    assert ticket.state == "in_progress"
    assert before is not None
    assert ticket.due_at is not None
    assert ticket.due_at - before == 7 * DAY  # five working days and a weekend
    with stage.database.read() as session:
        planned = session.exec(select(Reminder).where(Reminder.state == "planned")).all()
    assert {each.planned_for for each in planned} == {ticket.due_at}
    assert stage.faults() == []


def test_what_was_supplied_meanwhile_is_left_alone(quick_stage: Stage) -> None:
    number = waiting(quick_stage)
    quick_stage.do("inspector", c.Supply(number, "here"))
    events = len(quick_stage.events(number))
    assert run(quick_stage, 30) == 0
    assert len(quick_stage.events(number)) == events


def test_a_batch_at_a_time(quick_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume_paused, "BATCH", 2)
    for _each in range(3):
        waiting(quick_stage)
    assert [run(quick_stage, days) for days in (30, 0, 0)] == [2, 1, 0]


def test_one_that_fails_rests_and_holds_nobody_up(
    quick_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = quick_stage
    broken, whole = waiting(stage), waiting(stage)

    def fail(desk: Desk, ticket: Ticket) -> None:
        resume(desk, ticket)
        if ticket.number == broken:
            raise ZeroDivisionError

    monkeypatch.setattr(resume_paused, "resume", fail)
    assert [run(stage, days) for days in (30, 0)] == [2, 0]
    assert [stage.town.ticket(each).state for each in (broken, whole)] == [
        "waiting",
        "in_progress",
    ]
