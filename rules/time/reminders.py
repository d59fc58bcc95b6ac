"""When assignees are reminded, and when a person prefers to be told, as pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Protocol

from rules.campaign.duties import Reminders
from rules.time.deadline import WorkingHours, minutes_of
from rules.time.escalation import Hours, PlannedLevel

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def reminders_for(
    due_at: datetime, opens: date, reminders: Reminders, hours: Hours, now: datetime
) -> list[PlannedLevel]:
    """Return every reminder of what is due, in order: before, that day, and while late.

    None comes before the day it `opens`. One for a due day that is free, or due before its morning,
    comes the working day before. Of the weekly ones, which have no end, the last one over and the
    next one are returned. All come in the first minute of the morning: whatever somebody has to do,
    for whichever unit or group, is then told in one message.
    """
    due, calendar = hours.day_of(due_at), hours.calendar
    before: dict[date, str] = {}
    for days in sorted(reminders.before, reverse=True):
        before[calendar.add(due, -days)] = f"before-{days}"
    if reminders.same_day:
        in_time = calendar.is_working(due) and hours.morning(due) < due_at
        before.setdefault(due if in_time else calendar.previous_working(due), "day")
    levels = {day: level for day, level in before.items() if day >= opens}
    for days in range(1, reminders.late_daily + 1):
        levels[calendar.add(due, days)] = f"late-{days}"
    found = [PlannedLevel(level, hours.morning(day)) for day, level in levels.items()]
    found += _weekly(due, reminders, hours, now)
    return sorted(found, key=lambda planned: planned.at)


def _weekly(due: date, reminders: Reminders, hours: Hours, now: datetime) -> list[PlannedLevel]:
    """Return the last weekly reminder that is over, if any, and the next one.

    What falls on free days moves to the day after.
    """
    if not reminders.late_weekly:
        return []
    calendar, start = hours.calendar, hours.calendar.add(due, reminders.late_daily)
    week = max(1, (hours.day_of(now) - start).days // 7 - 1)
    found: list[PlannedLevel] = []
    while not found or found[-1].at <= now:
        day = start + week * 7 * _DAY
        if not calendar.is_working(day):
            day = calendar.next_working(day)
        # Of several that a long holiday moves to one day there is one, and it always has the number
        # of the first.
        days_since = (calendar.previous_working(day) + _DAY - start).days
        number = max(1, ceil(days_since / 7))
        found.append(PlannedLevel(f"week-{number}", hours.morning(day)))
        week += 1
    return list(dict.fromkeys(found[-2:]))


class Preferences(Protocol):
    """A person's quiet hours as HH:MM ("" for none) and until when reminders are put off."""

    quiet_from: str
    quiet_to: str
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """The local hours in which nothing is to be heard, over midnight when `last` is the earlier."""

    first: time
    last: time

    def holds(self, local: time) -> bool:
        """Tell whether this local time is quiet; the minute of its end is not."""
        if self.first <= self.last:
            return self.first <= local < self.last
        return local >= self.first or local < self.last

    def leaves_room(self, working: WorkingHours) -> bool:
        """Tell whether any working minute is left in which something may go out."""
        for opens, closes in working.stretches:
            for minute in range(minutes_of(opens), minutes_of(closes)):
                if minute % 30 and not self.holds(time(*divmod(minute, 60))):
                    return True
        return False


def told_at(
    now: datetime, preferences: Preferences | None, hours: Hours, *, late: bool
) -> datetime | None:
    """Return when a person is told what is due now: at once, later as preferred, None for never.

    What is late cannot be put off, and quiet hours that leave no working minute do not hold for it;
    for what is urgent no preference holds.
    """
    if preferences is None or hours.urgent:
        return now
    at, snoozed_until = now, preferences.snoozed_until
    if not late and snoozed_until is not None and snoozed_until > now:
        at = hours.allowed(snoozed_until)
    quiet = _quiet_of(preferences)
    if quiet is None:
        return at
    if not quiet.leaves_room(hours.working):
        return at if late else None
    while quiet.holds(at.astimezone(hours.zone).time()):
        at = hours.allowed(at + _MINUTE)
    return at


def _quiet_of(preferences: Preferences) -> Quiet | None:
    if not (preferences.quiet_from and preferences.quiet_to):
        return None
    first, last = preferences.quiet_from, preferences.quiet_to
    return Quiet(time.fromisoformat(first), time.fromisoformat(last))
