"""Passing: jobs run at the moments at which they have something to do, in order, and what fails
does not stop the clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from casework.desk import Desk
from scheduler.fast_forward import FastForward
from scheduler.ticker import Ticker
from scheduler.timetable import EVERY_MINUTE, Job
from storage.database import Database
from storage.queries.reminders import Planned, due, plan, settle
from tests.town import BUREAU, MONDAY, Clock

HOUR = timedelta(hours=1)
DAILY = CronTrigger(hour=3, minute=17, timezone="Asia/Shanghai")


def _planned(database: Database, *moments: datetime) -> None:
    with database.write() as session:
        plan(
            session,
            [
                Planned("assignment", place, "day", MONDAY, at)
                for place, at in enumerate(moments, 1)
            ],
        )


def _passing(
    database: Database, clock: Clock, ran: list[tuple[str, datetime]], *, settles: bool = True
) -> FastForward:
    def remind(desk: Desk, now: datetime) -> int:
        ran.append(("remind", now))
        found = due(desk.session, ["assignment"], now, 100)
        settle(desk.session, [each.id or 0 for each in found] if settles else [], "sent", now)
        return len(found) if settles else 0

    def cleanup(_desk: Desk, now: datetime) -> int:
        ran.append(("tidy", now))
        return 0

    def turn(moment: datetime) -> None:
        assert moment >= clock.now  # it never goes back
        clock.now = moment

    jobs = {"remind": Job(remind, EVERY_MINUTE), "tidy": Job(cleanup, DAILY)}
    return FastForward(Ticker(database, BUREAU, clock, timetable=jobs), turn, clock.now)


def _minutes(ran: list[tuple[str, datetime]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((name, f"{at:%d %H:%M}") for name, at in ran))


def test_jobs_run_when_something_is_due_and_by_their_own_triggers(database: Database) -> None:
    clock, ran = Clock(), list[tuple[str, datetime]]()
    _planned(
        database,
        MONDAY + 3 * HOUR + timedelta(minutes=5),
        MONDAY + HOUR + timedelta(minutes=5),
        MONDAY + 40 * HOUR,
    )
    moments = _passing(database, clock, ran).until(MONDAY + 48 * HOUR)
    # Due on the full hour is told in the minute after it; 3:17 in Beijing is 19:17 here.
    expected = [
        ("remind", "02 02:05"),
        ("remind", "02 04:05"),
        ("tidy", "02 19:17"),
        ("remind", "03 17:01"),
        ("tidy", "03 19:17"),
    ]
    assert _minutes(ran) == expected
    assert (moments, clock.now) == (5, MONDAY + 48 * HOUR)


def test_what_stays_due_does_not_stop_the_clock(database: Database) -> None:
    clock, ran = Clock(), list[tuple[str, datetime]]()
    _planned(database, MONDAY + HOUR + timedelta(minutes=5))
    assert _passing(database, clock, ran, settles=False).until(MONDAY + 5 * HOUR) == 1
    assert clock.now == MONDAY + 5 * HOUR


def test_time_that_passes_in_two_steps_passes_as_in_one(database: Database) -> None:
    clock, ran = Clock(), list[tuple[str, datetime]]()
    _planned(database, MONDAY + HOUR + timedelta(minutes=5))
    passing = _passing(database, clock, ran)
    passing.until(MONDAY + HOUR + timedelta(minutes=4))
    assert ran == []
    passing.until(MONDAY + 30 * HOUR)
    assert _minutes(ran) == [("remind", "02 02:05"), ("tidy", "02 19:17")]
