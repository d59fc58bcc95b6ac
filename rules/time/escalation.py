"""The ladder of warnings and the limits of office and unit: on which working mornings somebody is
pushed, as pure functions.
"""

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
class Push:
    """One push planned: the rung's name and the moment in UTC."""

    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """The bureau's time as pushes need it; what is `urgent` is pushed at any hour."""

    calendar: Workdays
    working: WorkingHours
    zone: tzinfo
    urgent: bool = False

    def day_of(self, moment: datetime) -> date:
        """Return the bureau's day of an aware moment."""
        return moment.astimezone(self.zone).date()

    def later(self, day: date, n: int) -> date:
        """Return the nth day after this one that counts: every day when it is urgent, otherwise
        working days.
        """
        return day + timedelta(days=n) if self.urgent else self.calendar.add(day, n)

    def morning(self, day: date) -> datetime:
        """Return in UTC the first minute after work begins on this day, or would begin, at which
        something may be pushed.
        """
        opens = datetime.combine(day, self.working.stretches[0][0], self.zone).astimezone(UTC)
        return (
            opens + _MINUTE
            if self.urgent
            else next_working_minute(opens, self.calendar, self.working, self.zone)
        )

    def allowed(self, moment: datetime) -> datetime:
        """Return the moment itself when it is urgent or fit for a push, otherwise the next that is."""
        return (
            moment
            if self.urgent
            else next_working_minute(moment, self.calendar, self.working, self.zone)
        )


def plan_levels(
    deadline: datetime, ladder: Iterable[EscalationLevel], now: datetime, hours: Hours
) -> list[Push]:
    """Return the rungs still to come for a deadline, in the order of time.

    A rung before the deadline whose morning is over says nothing new and is left out; one after it
    that is over is due at once.
    """
    due = hours.day_of(deadline)
    climbing = []
    for each in ladder:
        at = hours.morning(hours.calendar.add(due, each.offset))
        if at >= now or at > deadline:
            climbing.append(Push(each.rung, max(at, hours.allowed(now))))
    return sorted(climbing, key=lambda push: (push.at, SERIOUSNESS.index(push.level)))


def plan_limit_reminders(limit: datetime, now: datetime, hours: Hours) -> list[Push]:
    """Return the reminders of a limit: on its last morning and the working days after it.

    What is over is not made up for, but that a limit has passed is always said once more, the next
    morning.
    """
    mornings = _mornings(hours.day_of(limit), hours, limits.LIMIT_REMINDERS)
    pushes = [Push(f"limit-{place}", at) for place, at in enumerate(mornings, 1) if at > now]
    if pushes:
        return pushes
    next_morning = hours.morning(hours.later(hours.day_of(now), 1))
    return [Push(f"limit-{limits.LIMIT_REMINDERS}", next_morning)]


@lru_cache(maxsize=64)
def _mornings(last_day: date, hours: Hours, count: int) -> tuple[datetime, ...]:
    """Return that morning and those after it; kept, for many limits end on the same day."""
    return tuple(hours.morning(hours.later(last_day, late)) for late in range(count))


def highest(levels: Iterable[str]) -> str:
    """Return the most serious of these rungs; ValueError for none."""
    return max(levels, key=SERIOUSNESS.index)
