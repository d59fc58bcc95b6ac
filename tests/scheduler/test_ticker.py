"""The ticker: a job that fails stops no other, what fails or is late is known, and one bad item
stops no other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.tickets.clock import archive
from scheduler.jobs import archive as archive_job
from scheduler.jobs.archive import archive_closed
from scheduler.ticker import Ticker, Troubles
from scheduler.timetable import EVERY_MINUTE, TIMETABLE, Job
from storage.database import Database, DatabaseAway
from storage.queries.jobs import MAX_TRIES
from storage.tables import Failure, JobRun, Ticket
from tests.casework.stage import Stage
from tests.town import BUREAU, MONDAY, Clock

MINUTE = timedelta(minutes=1)


def _ticker(database: Database, clock: Clock, **jobs: Job) -> Ticker:
    return Ticker(database, BUREAU, clock, timetable=jobs)


def _idle(_desk: Desk, _now: datetime) -> int:
    return 0


def _broken(_desk: Desk, _now: datetime) -> int:
    raise ZeroDivisionError("broken")


def _run(database: Database, name: str) -> JobRun:
    with database.read() as session:
        return session.exec(select(JobRun).where(JobRun.name == name)).one()


def test_a_job_of_the_table_may_be_handed_in(database: Database) -> None:
    left = [3, 1]
    ran: list[datetime] = []

    def sweep(now: datetime) -> int:
        ran.append(now)
        return left.pop() if left else 0

    ticker = Ticker(database, BUREAU, lambda: MONDAY, handed_in={"sweep_files": sweep})
    assert ticker.run("sweep_files") == 4
    assert ran == [MONDAY] * 3
    assert _run(database, "sweep_files").done == 4
    assert Ticker(database, BUREAU, lambda: MONDAY).run("sweep_files") == 0


def test_no_job_wakes_on_the_full_or_half_hour_and_weekdays_are_named() -> None:
    for name, job in TIMETABLE.items():
        at = MONDAY
        for _time in range(200):
            at = job.trigger.get_next_fire_time(at, at)
            assert at.minute % 30, name
            at += timedelta(seconds=1)
        weekday = next(
            (
                str(each)
                for each in getattr(job.trigger, "fields", ())
                if each.name == "day_of_week"
            ),
            "*",
        )
        assert not any(letter.isdigit() for letter in weekday), name


def test_how_a_job_ran_is_kept(database: Database) -> None:
    left, woken = [5, 3, 0, 0], []

    def work(_desk: Desk, _now: datetime) -> int:
        return left.pop(0)

    ticker = _ticker(database, Clock(), some=Job(work, EVERY_MINUTE))
    ticker.after_commit.append(lambda: woken.append(1))
    assert ticker.run("some") == 8
    assert len(woken) == 2
    run = _run(database, "some")
    assert (run.started_at, run.ended_at, run.done, run.error) == (MONDAY, MONDAY, 8, "")
    ticker.run("some")
    assert _run(database, "some").done == 0
    assert ticker.done == 8


def test_a_job_ends_with_less_than_a_batch(database: Database) -> None:
    left = [5, 5, 4]

    def work(_desk: Desk, _now: datetime) -> int:
        return left.pop(0)

    assert _ticker(database, Clock(), some=Job(work, EVERY_MINUTE, 5)).run("some") == 14
    assert left == []


def test_a_job_that_fails_shows_until_it_runs_again(database: Database) -> None:
    clock = Clock()
    ticker = _ticker(database, clock, bad=Job(_broken, EVERY_MINUTE), good=Job(_idle, EVERY_MINUTE))
    assert ticker.run("bad") == 0
    ticker.run("good")
    assert ticker.troubles() == Troubles(failing=("bad",))
    assert _run(database, "bad").error == "ZeroDivisionError('broken')"
    elsewhere = _ticker(
        database, clock, bad=Job(_idle, EVERY_MINUTE), good=Job(_idle, EVERY_MINUTE)
    )
    assert elsewhere.troubles() == Troubles(failing=("bad",))
    elsewhere.run("bad")
    assert elsewhere.troubles() == Troubles()


def test_a_job_is_late_when_it_should_have_run_three_times(database: Database) -> None:
    clock = Clock()
    daily = CronTrigger(hour=3, minute=17, timezone="Asia/Shanghai")
    ticker = _ticker(database, clock, often=Job(_idle, EVERY_MINUTE), daily=Job(_idle, daily))
    assert ticker.troubles() == Troubles()
    ticker.run("often")
    ticker.run("daily")
    clock.forward(minutes=4)
    assert ticker.troubles() == Troubles(late=("often",))
    clock.forward(days=2)
    assert ticker.troubles() == Troubles(late=("often",))
    clock.forward(days=1)
    assert ticker.troubles() == Troubles(late=("often", "daily"))
    ticker.run("often")
    assert ticker.troubles() == Troubles(late=("daily",))


def test_after_a_long_stop_nothing_is_late_before_it_had_time_to_run(database: Database) -> None:
    clock = Clock()
    _ticker(database, clock, often=Job(_idle, EVERY_MINUTE)).run("often")
    clock.forward(days=3)
    ticker = _ticker(database, clock, often=Job(_idle, EVERY_MINUTE))
    ticker.start()
    try:
        assert ticker.troubles().late == ()
    finally:
        ticker.stop()


def test_a_run_that_cannot_be_recorded_is_kept_in_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticker = _ticker(database, Clock(), some=Job(_idle, EVERY_MINUTE))

    def away(_session: Session, _run: JobRun) -> None:
        raise DatabaseAway("the disk is full")

    monkeypatch.setattr("scheduler.ticker.record_run", away)
    ticker.run("some")
    assert ticker.runs["some"].error == ""


def test_one_bad_item_stops_no_other_and_is_tried_a_few_times(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(database)
    bad, *good = [stage.finding() for _each in range(3)]
    for number in (bad, *good):
        stage.set(number, state="closed", closed_at=MONDAY)
    now = MONDAY + timedelta(days=5000)
    tried = []

    def fails(desk: Desk, ticket: Ticket) -> None:
        archive(desk, ticket)
        tried.append(ticket.number)
        if ticket.number == bad:
            raise ZeroDivisionError(bad)

    monkeypatch.setattr(archive_job, "archive", fails)
    for _minute in range(120):
        with database.write() as session:
            archive_closed(Desk(session, now, BUREAU), now)
        now += MINUTE
    assert [stage.town.ticket(each).state for each in (bad, *good)] == [
        "closed",
        "archived",
        "archived",
    ]
    assert tried == [bad, bad, *good, *[bad] * (MAX_TRIES - 1)]  # once with the others, then alone
    with database.read() as session:
        (failure,) = session.exec(select(Failure).order_by(col(Failure.id))).all()
        assert (failure.address, failure.key, failure.tries) == ("archive_closed", bad, MAX_TRIES)
    assert [
        "archived" in [each.name for each in stage.events(number)] for number in (bad, *good)
    ] == [False, True, True]
