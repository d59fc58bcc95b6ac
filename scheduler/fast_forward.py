"""Simulated time: the jobs run, in order, at each moment at which one has something to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from casework.desk import Desk
from casework.digests.schedule import digests_due
from casework.reminders.content import CONTENT
from scheduler.ticker import Ticker
from storage.queries.warnings import ABOUT_TICKETS
from storage.tables import Pause, Reminder

_DAY = timedelta(days=1)
_REST_OF_DAILY_JOBS = timedelta(hours=23)
DIGEST_HORIZON_DAYS = 40  # in which the next one must lie

Next = Callable[[Desk, datetime], datetime | None]


# Built once: they are asked at every moment.
_PLANNED = (
    select(Reminder.due_at)
    .where(Reminder.state == "planned", col(Reminder.due_at) > bindparam("_after"))
    .where(col(Reminder.about).in_(bindparam("_abouts", expanding=True)))
    .order_by(col(Reminder.due_at), col(Reminder.id))
    .limit(1)
)
_WAITING = select(func.min(Pause.until_at)).where(
    col(Pause.ended_at).is_(None), col(Pause.until_at) > bindparam("_after")
)


def _next_reminder(abouts: Collection[str], desk: Desk, after: datetime) -> datetime | None:
    return (
        desk.session.connection()
        .execute(_PLANNED, {"_after": after, "_abouts": list(abouts)})
        .scalar()
    )


def _next_end_of_waiting(desk: Desk, after: datetime) -> datetime | None:
    return desk.session.connection().execute(_WAITING, {"_after": after}).scalar()


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


BY_WHAT_IS_DUE: Mapping[str, Next] = {
    "escalate": partial(_next_reminder, ABOUT_TICKETS),
    "remind": partial(_next_reminder, tuple(CONTENT)),
    "resume_waiting": _next_end_of_waiting,
    "digest": _next_digest,
}
"""When a job that wakes every minute next has something to do; the others run once a day."""


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

    def until(self, end: datetime, after_each: Callable[[], object] = lambda: None) -> int:
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
            after_each()
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
        for name, job in self.ticker.timetable.items():
            wanted = self._due(name, desk)
            if wanted is None or wanted > end:
                continue
            at = job.trigger.get_next_fire_time(None, wanted)
            if at is not None and at <= end:
                due[name] = at.astimezone(end.tzinfo)
        if not due:
            return None
        moment = min(due.values())
        return moment, [name for name, at in due.items() if at == moment]

    def _due(self, name: str, desk: Desk) -> datetime | None:
        if name not in BY_WHAT_IS_DUE:
            return max(self.at, self._woke[name] + _REST_OF_DAILY_JOBS)
        if name != "digest":
            return BY_WHAT_IS_DUE[name](desk, self.at)
        if self._digest is None or self._digest <= self.at:
            self._digest = BY_WHAT_IS_DUE[name](desk, self.at)
        return self._digest
