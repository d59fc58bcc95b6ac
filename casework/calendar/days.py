"""The bureau's own free and working days: set, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from casework.calendar.commands import SetDays, TakeBackDays
from casework.calendar.recompute import recompute_deadlines
from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import NotAllowed, Refused
from locales import Button, Message, _
from rules.time.workdays import is_weekend
from storage.queries.calendar import publish_year, seed_calendar, set_own_days, take_back_own_days
from storage.tables import CalendarDay

MAX_DAYS_AT_ONCE = 100  # a summer's vacation fits
_DAY = timedelta(days=1)


class SpanTooLong(Refused):
    """More days than can be set at once."""

    field = "days"

    def __init__(self) -> None:
        super().__init__(_("At most {count} days can be set at once.", count=MAX_DAYS_AT_ONCE))


class NothingToTakeBack(Refused):
    """None of these days was set by the bureau."""

    def __init__(self) -> None:
        super().__init__(_("None of these days was set by the bureau."))


def set_days(desk: Desk, command: SetDays) -> Receipt:
    """Set the bureau's own free or working days."""
    _check(desk, command.first, command.last)
    days = [
        CalendarDay(day=day, free=command.free, name=command.name)
        for day in days_of(command.first, command.last)
    ]
    set_own_days(desk.session, days)
    moved = recompute_deadlines(desk, command.first, command.last)
    said = _("{days} {name}: free.") if command.free else _("{days} {name}: worked.")
    span = span_words(command.first, command.last)
    return _receipt(said.given(days=span, name=command.name), moved)


def take_back_days(desk: Desk, command: TakeBackDays) -> Receipt:
    """Take the bureau's own days back: what is published holds again."""
    _check(desk, command.first, command.last)
    gone = take_back_own_days(desk.session, days_of(command.first, command.last))
    if not gone:
        raise NothingToTakeBack
    moved = recompute_deadlines(desk, gone[0], gone[-1])
    span = span_words(gone[0], gone[-1])
    return _receipt(_("{days}: taken back; what is published holds again.", days=span), moved)


def _check(desk: Desk, first: date, last: date) -> None:
    if not desk.actor.may("keep_calendar"):
        raise NotAllowed
    count = (last - first).days + 1
    if not 1 <= count <= MAX_DAYS_AT_ONCE:
        raise SpanTooLong


def _receipt(said: Message, moved: int) -> Receipt:
    text = _("{said} Deadlines that moved: {count}.", said=said, count=moved)
    return Receipt(text, (Button(_("Working days"), "calendar"),))


def change_days(
    desk: Desk,
    days: Sequence[CalendarDay],
    taken_back: Iterable[date],
    publishes: int | None = None,
) -> int:
    """Carry out a whole file of days; returns how many deadlines moved.

    `publishes` names a year that is known in full now.
    """
    gone = take_back_own_days(desk.session, set(taken_back))
    set_own_days(desk.session, days)
    touched = [*gone, *(row.day for row in days)]
    if publishes is not None:
        publish_year(desk.session, publishes)
        touched += [date(publishes, 1, 1), date(publishes, 12, 31)]
    if not touched:
        return 0
    return recompute_deadlines(desk, min(touched), max(touched))


def load_years(desk: Desk, first: int, last: int) -> list[int]:
    """Load the years that have been published since; provisional promises are computed anew."""
    years = seed_calendar(desk.session, first, last)
    desk.session.flush()
    for year in years:
        recompute_deadlines(desk, date(year, 1, 1), date(year, 12, 31))
    return years


def span_words(first: date, last: date) -> Message | date:
    """Return one day, or the first and the last of several."""
    return first if first == last else _("{first} to {last}", first=first, last=last)


def days_of(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`."""
    return [first + place * _DAY for place in range((last - first).days + 1)]


def spans(days: Iterable[CalendarDay]) -> list[tuple[date, date, CalendarDay]]:
    """Return days that follow one another and say the same as (first, last, one of them).

    A weekend between them is included.
    """
    found: list[tuple[date, date, CalendarDay]] = []
    for day in sorted(days, key=lambda row: row.day):
        if found and _continues(found[-1], day):
            found[-1] = (found[-1][0], day.day, day)
        else:
            found.append((day.day, day.day, day))
    return found


def _continues(span: tuple[date, date, CalendarDay], day: CalendarDay) -> bool:
    _first, last, like = span
    if (like.free, like.name, like.source) != (day.free, day.name, day.source):
        return False
    between = days_of(last + _DAY, day.day - _DAY)
    return not between or (day.free and all(map(is_weekend, between)))
