"""Simulated time: the jobs run, in order, at each moment at which one has something to do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from casework.desk import Desk
from casework.digests.schedule import digests_due
from casework.reminders.content import CONTENT
from scheduler.ticker import Ticker
from storage.queries.warnings import ABOUT_TICKETS
from storage.tables import Pause, Reminder

_DAY = timedelta(days=1)
_REST_OF_DAILY_JOBS = timedelta(hours=23)
DIGEST_HORIZON_DAYS = 40  # in which the next one must lie


def _first_of(at: Any, *waits: Any) -> Any:
    within = (at > bindparam("_after"), at <= bindparam("_until"))
    return select(at).where(*waits, *within).order_by(at).limit(1).scalar_subquery()


def _first_reminder(abouts: Collection[str]) -> Any:
    of_theirs = or_(*(col(Reminder.about) == about for about in abouts))
    return _first_of(col(Reminder.due_at), Reminder.state == "planned", of_theirs)


# When a job that wakes every minute next has something to do; built once, for it is asked at every
# moment. When digests are due does not stand in the tables, and the other jobs run once a day.
_FIRST_DUE = select(
    _first_reminder(ABOUT_TICKETS).label("escalate"),
    _first_reminder(CONTENT).label("remind"),
    _first_of(col(Pause.until_at), col(Pause.ended_at).is_(None)).label("resume_waiting"),
)


def _next_digest(desk: Desk, after: datetime) -> datetime | None:
    zone = desk.bureau.zone
    digests = {due for dues in digests_due(desk).values() for due in dues}
    first = after.astimezone(zone).date()
    for day in (first + ahead * _DAY for ahead in range(DIGEST_HORIZON_DAYS)):
        times = [datetime.combine(day, due.at, zone) for due in digests]
        fits = [
            at
            for at, due in zip(times, digests, strict=True)
            if at > after and due.last_before(at, desk.calendar, zone) == at
        ]
        if fits:
            return min(fits)
    return None


class FastForward:
    """Runs a ticker's jobs from moment to moment; `turn` sets the clock that the ticker reads, `at`
    is how far it has come.
    """

    def __init__(self, ticker: Ticker, turn: Callable[[datetime], object], since: datetime) -> None:
        self.ticker = ticker
        self.at = since
        self._turn = turn
        self._woke = dict.fromkeys(ticker.timetable, since - _DAY)
        # Found once for each digest: nobody changes a preference meanwhile.
        self._digest: datetime | None = None

    def until(self, end: datetime) -> int:
        """Let time pass up to `end`, which is where the clock stands then; returns at how many
        moments jobs ran.

        What failed and is still due when its moment is over waits for its next try: it never stops
        the clock.
        """
        moments = 0
        while (found := self._next(end)) is not None:
            moment, names = found
            self._turn(moment)
            for name in names:
                self.ticker.run(name)
                self._woke[name] = moment
            self.at, moments = moment, moments + 1
        self._turn(end)
        self.at = max(self.at, end)
        return moments

    def let_pass(self, desk: Desk, moment: datetime) -> bool:
        """Turn the clock to this moment unless a job has something to do before, as the desk's
        transaction sees it; returns whether it was turned.
        """
        if self._next_of(desk, moment) is not None:
            return False
        self._turn(moment)
        self.at = moment
        return True

    def _next(self, end: datetime) -> tuple[datetime, list[str]] | None:
        """Return the next moment up to `end` at which jobs are to run, and which, in the
        timetable's order.
        """
        with self.ticker.database.read() as session:
            return self._next_of(Desk(session, self.at, self.ticker.bureau), end)

    def _next_of(self, desk: Desk, end: datetime) -> tuple[datetime, list[str]] | None:
        due: dict[str, datetime] = {}
        wanted = self._wanted(desk, end)
        for name, job in self.ticker.timetable.items():
            since = wanted[name]
            if since is None or since > end:
                continue
            at = job.trigger.get_next_fire_time(None, since)
            if at is not None and at <= end:
                due[name] = at.astimezone(end.tzinfo)
        if not due:
            return None
        moment = min(due.values())
        return moment, [name for name, at in due.items() if at == moment]

    def _wanted(self, desk: Desk, end: datetime) -> dict[str, datetime | None]:
        """Return from when on each job has something to do; None where that is not before `end`."""
        wanted: dict[str, datetime | None] = {
            name: max(self.at, woke + _REST_OF_DAILY_JOBS) for name, woke in self._woke.items()
        }
        given = {"_after": self.at, "_until": end}
        wanted |= desk.session.connection().execute(_FIRST_DUE, given).one()._asdict()
        if "digest" in wanted:
            if self._digest is None or self._digest <= self.at:
                self._digest = _next_digest(desk, self.at)
            wanted["digest"] = self._digest
        return wanted
