"""When those who owe something are reminded, and when a person wishes to be told: pure functions
over the campaign's plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from rules.campaign.duties import Reminders
from rules.time.deadline import WorkingHours
from rules.time.escalation import Hours, Push

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def reminders_for(
    due_at: datetime, opens: date, reminders: Reminders, hours: Hours, now: datetime
) -> list[Push]:
    """Return every reminder of what is owed by `due_at`, in order: before, that day, while late,
    and the weekly ones next to now.

    None comes before the day it `opens`. One for a due day that is free, or due before its morning,
    comes the working day before. Of the weekly ones, which have no end, the last one over and the
    next one are returned. All come in the first minute of the morning: whatever somebody owes, for
    whichever unit or group, is then told in one message.
    """
    due, calendar = hours.day_of(due_at), hours.calendar
    before = {
        calendar.add(due, -days): f"before-{days}"
        for days in sorted(reminders.before, reverse=True)
    }
    if reminders.same_day:
        in_time = calendar.is_working(due) and hours.morning(due) < due_at
        before.setdefault(due if in_time else calendar.previous_working(due), "day")
    late = {calendar.add(due, days): f"late-{days}" for days in range(1, reminders.late_daily + 1)}
    days = {**{day: level for day, level in before.items() if day >= opens}, **late}
    pushes = [Push(level, hours.morning(day)) for day, level in days.items()]
    return sorted([*pushes, *_weekly(due, reminders, hours, now)], key=lambda push: push.at)


def _weekly(due: date, reminders: Reminders, hours: Hours, now: datetime) -> list[Push]:
    """Return the last weekly reminder that is over, if any, and the next one; what falls on free
    days moves to the day after.
    """
    if not reminders.late_weekly:
        return []
    calendar, start = hours.calendar, hours.calendar.add(due, reminders.late_daily)
    week = max(1, (hours.day_of(now) - start).days // 7 - 1)
    found: list[Push] = []
    while not found or found[-1].at <= now:
        day = start + week * 7 * _DAY
        day = day if calendar.is_working(day) else calendar.next_working(day)
        # Of several that a long holiday moves to one day there is one, and it always has the number
        # of the first.
        number = max(1, -(-(calendar.previous_working(day) + _DAY - start).days // 7))
        found.append(Push(f"week-{number}", hours.morning(day)))
        week += 1
    return list(dict.fromkeys(found[-2:]))


class Preferences(Protocol):
    """What a person wishes: quiet hours as HH:MM ("" for none) and until when reminders are put
    off.
    """

    quiet_from: str
    quiet_to: str
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """The local hours from `first` to `last`, over midnight when `last` is the earlier, in which
    nothing is to be heard.
    """

    first: time
    last: time

    def holds(self, local: time) -> bool:
        """Tell whether this local time is quiet; the minute of its end is not."""
        if self.first <= self.last:
            return self.first <= local < self.last
        return local >= self.first or local < self.last

    def leaves_room(self, working: WorkingHours) -> bool:
        """Tell whether any working minute fit for a push is left."""
        minutes = (
            each
            for opens, closes in working.stretches
            for each in range(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
        )
        return any(each % 30 and not self.holds(time(*divmod(each, 60))) for each in minutes)


def told_at(
    now: datetime, wishes: Preferences | None, hours: Hours, *, late: bool
) -> datetime | None:
    """Return when a person is told what is due now: `now` itself, later as wished, or None for not
    at all.

    What is late cannot be put off, and quiet hours that leave no working minute do not hold for it;
    what is urgent heeds no wish.
    """
    if wishes is None or hours.urgent:
        return now
    at = now if late or wishes.snoozed_until is None else max(now, wishes.snoozed_until)
    at = hours.allowed(at) if at > now else now
    if not (wishes.quiet_from and wishes.quiet_to):
        return at
    quiet = Quiet(time.fromisoformat(wishes.quiet_from), time.fromisoformat(wishes.quiet_to))
    if not quiet.leaves_room(hours.working):
        return at if late else None
    while quiet.holds(at.astimezone(hours.zone).time()):
        at = hours.allowed(at + _MINUTE)
    return at
