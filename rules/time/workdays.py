"""The working-day calendar: plain weeks, corrected by 调休 both ways."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import chinese_calendar

# The very last day is left out, so that a moment on a counted day can be written in any zone
# without overflow.
_FIRST, _LAST = date.min.toordinal() + 1, date.max.toordinal() - 1
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """A day found by counting; provisional when the count crossed a year not yet published."""

    day: date
    provisional: bool


class Workdays:
    """An immutable calendar; a year that is not published counts plain weeks and raises nothing."""

    __slots__ = ("_corrections", "_free", "_moved", "_spare", "_years")

    def __init__(self, free: Mapping[date, bool], published: Iterable[int]) -> None:
        """`free` says of single days whether they are; `published` are the years known in full."""
        self._free = dict(free)
        self._years = frozenset(published)
        moved = sorted(day for day, is_free in self._free.items() if is_free != is_weekend(day))
        self._moved = [day.toordinal() for day in moved]
        # _corrections[i] is by how much the first i moved days change the number of working days of
        # plain weeks.
        self._corrections = [0, *accumulate(-1 if self._free[day] else 1 for day in moved)]
        self._spare = sum(self._free[day] for day in moved)

    def is_working(self, day: date) -> bool:
        """Tell whether people work on this day."""
        return not self._free.get(day, is_weekend(day))

    def published(self, year: int) -> bool:
        """Tell whether the calendar of this year is known in full."""
        return year in self._years

    def add(self, day: date, n: int) -> date:
        """Return the nth working day after `day`, before it for a negative n, itself for 0."""
        if n == 0:
            return day
        start = day.toordinal()
        if n > 0:
            wanted = self._rank(start) + n
            nearest, farthest = start + 1, start + 7 + (n + self._spare) * 7 // 5
        else:
            wanted = self._rank(start - 1) + n + 1
            nearest, farthest = start - 7 + (n - self._spare) * 7 // 5, start - 1
        nearest = max(nearest, _FIRST)
        further = bisect_left(range(nearest, min(farthest, _LAST)), wanted, key=self._rank)
        return date.fromordinal(min(nearest + further, _LAST))

    def reach(self, day: date, n: int) -> Counted:
        """Return `add(day, n)`, and whether it is provisional."""
        reached = self.add(day, n)
        if n == 0:
            return Counted(reached, provisional=False)
        first, last = (day + _DAY, reached) if n > 0 else (reached, day - _DAY)
        years = range(first.year, last.year + 1)
        return Counted(reached, provisional=not all(year in self._years for year in years))

    def count(self, after: date, until: date) -> int:
        """Return how many working days follow `after` up to `until`; negative if earlier."""
        return self._rank(until.toordinal()) - self._rank(after.toordinal())

    def previous_working(self, day: date) -> date:
        """Return the last working day before `day`."""
        return self.add(day, -1)

    def next_working(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add(day, 1)

    def _rank(self, ordinal: int) -> int:
        """Return the working days up to this ordinal from year 1, which began on a Monday."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) + self._corrections[bisect_right(self._moved, ordinal)]


@cache
def seed_days(year: int) -> tuple[tuple[date, bool, str], ...]:
    """Return a published year's days off plain weeks as (day, free, Chinese name), else ()."""
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    day, found = date(year, 1, 1), []
    while day.year == year:
        try:
            free, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return ()
        if free != is_weekend(day):
            holiday = names.get(name or "", name or "")
            found.append((day, free, holiday if free else f"{holiday}调休上班"))
        day += _DAY
    return tuple(found)


def is_weekend(day: date) -> bool:
    """Tell whether a plain week has this day free."""
    return day.weekday() >= 5
