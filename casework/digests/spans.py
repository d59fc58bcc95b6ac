"""The time that a digest covers, and the times it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from casework.desk import Desk
from rules import limits
from rules.time.workdays import Workdays
from storage.queries.rates import TimeLimit
from storage.queries.scope import Span

BARS = {"day": 14, "week": 8, "month": 6}  # of a digest's chart
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Spans:
    """What a digest covers, the span before, the same one earlier, its bars, and its rates."""

    now: Span
    before: Span
    earlier: Span
    bars: tuple[Span, ...]
    rates: Span


def spans_of(desk: Desk, every: str, until: datetime, *, free_days: bool = False) -> Spans:
    """Return what a digest given at `until` covers.

    A day's begins where that of the working day before ended, so that between two of them nothing
    is lost; it is compared with the one before it and with the same time a week earlier. A week's
    is seven days, compared with the week before and with four weeks earlier. A month's is the
    calendar month before, compared with the one before that and with the year before.
    """
    if every == "month":
        return _months(desk, until)
    step, back = (_WEEK, 4 * _WEEK) if every == "week" else (_DAY, _WEEK)
    since, before = until - step, until - 2 * step
    if every == "day" and not free_days:
        since = _working_day_before(desk, until)
        before = _working_day_before(desk, since)
    ends = [until - bars_after * step for bars_after in reversed(range(BARS[every]))]
    return Spans(
        now=(since, until),
        before=(before, since),
        earlier=(since - back, until - back),
        bars=tuple((end - step, end) for end in ends),
        rates=(until - timedelta(days=limits.RATE_DAYS), until),
    )


def _working_day_before(desk: Desk, moment: datetime) -> datetime:
    """Return the same time of day on the working day before."""
    local = moment.astimezone(desk.bureau.zone)
    day = desk.calendar.previous_working(local.date())
    time_of_day = local.time()
    return datetime.combine(day, time_of_day, desk.bureau.zone).astimezone(UTC)


def _months(desk: Desk, until: datetime) -> Spans:
    today = until.astimezone(desk.bureau.zone).date()
    months_so_far = today.year * 12 + today.month - 1

    def month(back: int) -> Span:
        first = months_so_far - back
        return _month_begins(desk, first), _month_begins(desk, first + 1)

    bars = tuple(month(back) for back in range(BARS["month"], 0, -1))
    return Spans(now=month(1), before=month(2), earlier=month(13), bars=bars, rates=month(1))


def _month_begins(desk: Desk, months: int) -> datetime:
    """Return when a month begins, given as the months since the year 0."""
    year, months_before = divmod(months, 12)
    return _midnight(date(year, months_before + 1, 1), desk.bureau.zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def limits_in(desk: Desk, span: Span, working_days: int) -> Sequence[TimeLimit]:
    """Return the limits of so many working days that ended in the span.

    Each has the days it is counted from: a working day with the free days after it.
    """
    bureau = desk.bureau
    return _limits_in(desk.calendar, bureau.hours.closes, bureau.zone, span, working_days)


# Kept: all who get a digest at one moment are told of the same limits.
@lru_cache(maxsize=64)
def _limits_in(
    calendar: Workdays, closes: time, zone: tzinfo, span: Span, working_days: int
) -> Sequence[TimeLimit]:
    found: list[TimeLimit] = []
    day = calendar.add(span[0].astimezone(zone).date(), -working_days)
    while True:
        first, day = day, calendar.next_working(day)
        last_day = calendar.add(day, working_days - 1)
        until = datetime.combine(last_day, closes, zone)
        if until >= span[1]:
            return tuple(found)
        if until >= span[0]:
            began, ended = _midnight(first, zone), _midnight(day, zone)
            found.append(TimeLimit(began, ended, until.astimezone(UTC)))
