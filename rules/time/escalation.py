"""On which mornings warnings and limits of office and unit are told, as pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from rules import limits
from rules.campaign.model import EscalationLevel
from rules.time.deadline import WorkingHours, next_working_minute
from rules.time.workdays import Workdays

SERIOUSNESS = ("blue", "yellow", "red")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PlannedLevel:
    """One reminder planned: the level's name and the moment in UTC."""

    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """The bureau's time as reminders need it; what is `urgent` goes out at any hour."""

    calendar: Workdays
    working: WorkingHours
    zone: tzinfo
    urgent: bool = False

    def day_of(self, moment: datetime) -> date:
        """Return the bureau's day of an aware moment."""
        return moment.astimezone(self.zone).date()

    def later(self, day: date, n: int) -> date:
        """Return the nth working day after this one, the nth day of all when it is urgent."""
        if self.urgent:
            return day + timedelta(days=n)
        return self.calendar.add(day, n)

    def morning(self, day: date) -> datetime:
        """Return in UTC the first minute of this day's work at which something may go out."""
        opens = datetime.combine(day, self.working.stretches[0][0], self.zone).astimezone(UTC)
        return opens + _MINUTE if self.urgent else self.allowed(opens)

    def allowed(self, moment: datetime) -> datetime:
        """Return the moment itself when something may go out then, otherwise the next that is."""
        if self.urgent:
            return moment
        return next_working_minute(moment, self.calendar, self.working, self.zone)


def plan_levels(
    deadline: datetime, levels: Iterable[EscalationLevel], now: datetime, hours: Hours
) -> list[PlannedLevel]:
    """Return the levels still to come for a deadline, in the order of time.

    A level before the deadline whose morning is over says nothing new and is left out; one after
    it that is over is due at once.
    """
    due = hours.day_of(deadline)
    planned = []
    for level in levels:
        at = hours.morning(hours.calendar.add(due, level.offset))
        if at >= now or at > deadline:
            planned.append(PlannedLevel(level.rung, max(at, hours.allowed(now))))
    return sorted(planned, key=lambda plan: (plan.at, SERIOUSNESS.index(plan.level)))


def plan_limit_reminders(limit: datetime, now: datetime, hours: Hours) -> list[PlannedLevel]:
    """Return the reminders of a limit: on its last morning and the working days after it.

    What is over is not made up for, but that a limit has passed is always said once more, the next
    morning.
    """
    mornings = _mornings(hours.day_of(limit), hours, limits.LIMIT_REMINDERS)
    to_come = [
        PlannedLevel(f"limit-{number}", at) for number, at in enumerate(mornings, 1) if at > now
    ]
    if to_come:
        return to_come
    next_morning = hours.morning(hours.later(hours.day_of(now), 1))
    return [PlannedLevel(f"limit-{limits.LIMIT_REMINDERS}", next_morning)]


@lru_cache(maxsize=64)
def _mornings(last_day: date, hours: Hours, count: int) -> tuple[datetime, ...]:
    """Return that morning and those after it; kept, for many limits end on the same day."""
    return tuple(hours.morning(hours.later(last_day, late)) for late in range(count))


def highest(levels: Iterable[str]) -> str:
    """Return the most serious of these levels; ValueError for none."""
    return max(levels, key=SERIOUSNESS.index)
