"""A ticket's deadline: working days from the day after assignment, to the end of the last one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from unicodedata import normalize

from locales import Message, _
from rules import limits
from rules.time.workdays import Workdays

_MINUTE = timedelta(minutes=1)


class HoursOutOfOrder(ValueError):
    """Working hours overlap, run backwards or are no times."""

    def __init__(self) -> None:
        super().__init__(
            "Working hours must be stretches of at least two minutes, one after the other; "
            "write for example 08:30-12:00,14:30-18:00."
        )


class LimitTooShort(ValueError):
    """A time limit is shorter than a working day."""

    def __init__(self) -> None:
        super().__init__("A time limit must be at least one working day; set a longer one.")


def _time_of(written: str) -> time:
    hour, minute = written.split(":")
    return time(int(hour), int(minute))


def minutes_of(local: time) -> int:
    """Return the minutes from midnight."""
    return local.hour * 60 + local.minute


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The stretches of local time in which people work, as (opens, closes)."""

    stretches: tuple[tuple[time, time], ...] = field(default_factory=lambda: limits.BUREAU_HOURS)

    def __post_init__(self) -> None:
        # A one-minute stretch could hold nothing but a :00 or :30, and messages would wait.
        lasting = all(
            minutes_of(closes) - minutes_of(opens) >= 2 for opens, closes in self.stretches
        )
        apart = all(early[1] <= late[0] for early, late in pairwise(self.stretches))
        if not (self.stretches and lasting and apart):
            raise HoursOutOfOrder

    @classmethod
    def parse(cls, text: str) -> WorkingHours:
        """Read hours written as 08:30-12:00,14:30-18:00; raises HoursOutOfOrder."""
        try:
            written = [stretch.split("-") for stretch in normalize("NFKC", text).split(",")]
            stretches = tuple((_time_of(opens), _time_of(closes)) for opens, closes in written)
        except ValueError:
            raise HoursOutOfOrder from None
        return cls(stretches)

    @property
    def closes(self) -> time:
        """The end of the working day."""
        return self.stretches[-1][1]

    def contain(self, local: time) -> bool:
        """Tell whether this local time is worked; the minute of closing is not."""
        return any(opens <= local < closes for opens, closes in self.stretches)


USUAL_HOURS = WorkingHours()


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a ticket is due: the moment in UTC, its local day, and the working days promised.

    Extensions are counted in, pauses are not.
    """

    at: datetime
    day: date
    limit: int
    provisional: bool


def due_at(
    assigned_at: datetime,
    limit: int,
    calendar: Workdays,
    zone: tzinfo,
    hours: WorkingHours = USUAL_HOURS,
    *,
    pauses: Iterable[tuple[datetime, datetime]] = (),
    extension: int = 0,
) -> Deadline:
    """Return when a ticket assigned at this aware moment is due; raises LimitTooShort.

    It has `limit` + `extension` working days. `pauses` are (began, ended), both aware; days that
    two of them share count once. One still open is given with `ended` = now.
    """
    days = limit + extension
    if days < 1:
        raise LimitTooShort
    began = assigned_at.astimezone(zone).date()
    reached = calendar.reach(began, days + paused_days(pauses, calendar, zone))
    return Deadline(_close_of(reached.day, zone, hours), reached.day, days, reached.provisional)


def paused_days(
    pauses: Iterable[tuple[datetime, datetime]], calendar: Workdays, zone: tzinfo
) -> int:
    """Return how many working days the clock stood still.

    They are counted from the day after a pause began, up to the day it ended.
    """
    total, counted_until = 0, date.min
    for began, ended in sorted(pauses):
        after = max(began.astimezone(zone).date(), counted_until)
        until = ended.astimezone(zone).date()
        if until > after:
            total += calendar.count(after, until)
            counted_until = until
    return total


def pause_ends(
    began_at: datetime,
    calendar: Workdays,
    zone: tzinfo,
    hours: WorkingHours = USUAL_HOURS,
) -> datetime:
    """Return the moment in UTC when a pause ends by itself: the close of its last working day."""
    return due_at(began_at, limits.LONGEST_PAUSE_WORKING_DAYS, calendar, zone, hours).at


def hand_back_until(
    assigned_at: datetime, calendar: Workdays, zone: tzinfo, hours: WorkingHours = USUAL_HOURS
) -> Deadline:
    """Return until when a unit may hand back a ticket assigned at this moment."""
    return due_at(assigned_at, limits.HAND_BACK_WORKING_DAYS, calendar, zone, hours)


def promise(deadline: Deadline, hours: WorkingHours = USUAL_HOURS) -> Message:
    """Return the words in which a deadline is promised, to be kept with it."""
    if deadline.provisional:
        # A year's 调休 is published in the November before it; until then no day is sure.
        sentence = _(
            "by {day} {time} (working days: {limit}; provisional, that year's holidays "
            "are not published yet)"
        )
    else:
        sentence = _("by {day} {time} (working days: {limit})")
    return sentence.given(day=deadline.day, time=f"{hours.closes:%H:%M}", limit=deadline.limit)


def working_days(count: int) -> Message:
    """Return the words for so many working days."""
    if count == 1:
        return _("1 working day")
    return _("{days} working days", days=count)


def next_working_minute(
    now: datetime, calendar: Workdays, hours: WorkingHours, zone: tzinfo
) -> datetime:
    """Return in UTC the first moment from `now` on in working hours, not in minute :00 or :30."""
    moment = now.astimezone(UTC)
    while True:
        local = moment.astimezone(zone)
        working = calendar.is_working(local.date()) and hours.contain(local.time())
        if working and local.minute % 30:
            return moment
        # The next minute is the least step: where clocks are set back, an opening hour found by the
        # wall may lie behind us.
        past_minute = timedelta(seconds=local.second, microseconds=local.microsecond)
        moment += _MINUTE - past_minute
        if not working:
            moment = max(moment, _next_opening(local, calendar, hours, zone))


def _next_opening(
    local: datetime, calendar: Workdays, hours: WorkingHours, zone: tzinfo
) -> datetime:
    """Return in UTC when work begins next after this local moment."""
    day = local.date()
    if calendar.is_working(day):
        for opens, _closes in hours.stretches:
            if opens > local.time():
                return datetime.combine(day, opens, zone).astimezone(UTC)
    return datetime.combine(calendar.next_working(day), hours.stretches[0][0], zone).astimezone(UTC)


def _close_of(day: date, zone: tzinfo, hours: WorkingHours) -> datetime:
    return datetime.combine(day, hours.closes, zone).astimezone(UTC)
