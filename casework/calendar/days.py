"""The bureau's own free and working days: set, taken back, and what that means for deadlines that
were promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from casework.calendar.commands import SetDays, TakeBackDays
from casework.campaigns.load import keep_up
from casework.desk import Desk
from casework.grouping import GroupedNotice, Item
from casework.notices import Receipt
from casework.refusals import NotAllowed, Refused
from casework.reminders.ticket_plan import replan_moved
from casework.tickets.audience import open_button, tell_reporter, unit_people
from casework.tickets.deadline import compute_deadline, recompute_pause
from locales import Button, Message, _, message_from_json
from rules.lifecycle import OPEN, State
from rules.time.workdays import is_weekend
from storage.queries.calendar import publish_year, seed_calendar, set_own_days, take_back_own_days
from storage.queries.warnings import pushed_tickets
from storage.tables import CalendarDay, Ticket

LONGEST_SPAN = 100  # days set at once: a summer's vacation fits
_DAY = timedelta(days=1)


class SpanTooLong(Refused):
    """More days than can be set at once."""

    field = "days"


class NothingToTakeBack(Refused):
    """None of these days was set by the bureau."""


def set_days(desk: Desk, command: SetDays) -> Receipt:
    """Set the bureau's own free or working days; deadlines are reckoned anew, and whoever one moves
    for is told.
    """
    _check(desk, command.first, command.last)
    days = [
        CalendarDay(day=each, free=command.free, name=command.name)
        for each in days_of(command.first, command.last)
    ]
    set_own_days(desk.session, days)
    moved = recompute_deadlines(desk, command.first, command.last)
    said = _("{days} {name}: free.") if command.free else _("{days} {name}: worked.")
    return _done(said.given(days=span_words(command.first, command.last), name=command.name), moved)


def take_back_days(desk: Desk, command: TakeBackDays) -> Receipt:
    """Take the bureau's own days back: what is published holds again."""
    _check(desk, command.first, command.last)
    gone = take_back_own_days(desk.session, days_of(command.first, command.last))
    if not gone:
        raise NothingToTakeBack(_("None of these days was set by the bureau."))
    moved = recompute_deadlines(desk, gone[0], gone[-1])
    return _done(
        _("{days}: taken back; what is published holds again.", days=span_words(gone[0], gone[-1])),
        moved,
    )


def change_days(
    desk: Desk,
    days: Sequence[CalendarDay],
    taken_back: Iterable[date],
    publishes: int | None = None,
) -> int:
    """Carry out a whole file of days; returns how many deadlines moved. `publishes` names a year
    that is known in full now.
    """
    gone = take_back_own_days(desk.session, set(taken_back))
    set_own_days(desk.session, days)
    touched = [*gone, *(each.day for each in days)]
    if publishes is not None:
        publish_year(desk.session, publishes)
        touched += [date(publishes, 1, 1), date(publishes, 12, 31)]
    return recompute_deadlines(desk, min(touched), max(touched)) if touched else 0


def load_years(desk: Desk, first: int, last: int) -> list[int]:
    """Load the years that have been published since, and return them; promises that were
    provisional are reckoned anew.
    """
    years = seed_calendar(desk.session, first, last)
    desk.session.flush()
    for year in years:
        recompute_deadlines(desk, date(year, 1, 1), date(year, 12, 31))
    return years


def recompute_deadlines(desk: Desk, first: date, last: date) -> int:
    """Reckon the deadlines of open tickets and duties that the days from `first` to `last` can
    move; returns how many have moved.

    Those concerned hear of it in the next working minute, and only when the day is really another.
    """
    desk.__dict__.pop("calendar", None)  # it was read before the days changed
    bureau, bundle, moved = desk.bureau, GroupedNotice(), 0
    at = desk.next_working_minute()
    for ticket in _running(desk, first, last):
        before = ticket.due_at
        compute_deadline(desk, ticket)
        recompute_pause(desk, ticket)
        if before is None or ticket.due_at is None or before == ticket.due_at:
            continue
        moved += 1
        text = _(
            "{number}: the working days have changed; the deadline is now {promised} "
            "(before: {before})."
        )
        promised = message_from_json(ticket.promised or {"t": ""})
        text = text.given(
            number=ticket.number, promised=promised, before=before.astimezone(bureau.zone).date()
        )
        button = open_button(ticket.number)
        if State(ticket.state) in (State.ASSIGNED, State.IN_PROGRESS, State.WAITING):
            for person in unit_people(desk, ticket):
                bundle.add(
                    person,
                    Item(text, text, (button,), (button,), Button(_("Our unit's tickets"), "unit")),
                )
        tell_reporter(desk, ticket, text, [button], not_before=at)
    desk.moved |= {each.id or 0: each for each in pushed_tickets(desk.session)}
    replan_moved(desk)
    heading = _("The working days have changed. Deadlines that move: {count}")
    bundle.send(desk, heading, at=at)
    return moved + len(
        keep_up(desk).moved
    )  # what is owed to campaigns has its own days and its own people to tell


def span_words(first: date, last: date) -> Message | date:
    """Return one day, or the first and the last of several."""
    return first if first == last else _("{first} to {last}", first=first, last=last)


def days_of(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`."""
    return [first + place * _DAY for place in range((last - first).days + 1)]


def spans(days: Iterable[CalendarDay]) -> list[tuple[date, date, CalendarDay]]:
    """Return days that follow one another and say the same as (first, last, one of them), a weekend
    between them included.
    """
    found: list[tuple[date, date, CalendarDay]] = []
    for each in sorted(days, key=lambda each: each.day):
        if found and (found[-1][2].free, found[-1][2].name, found[-1][2].source) == (
            each.free,
            each.name,
            each.source,
        ):
            between = days_of(found[-1][1] + _DAY, each.day - _DAY)
            if all(each.free and is_weekend(day) for day in between):
                found[-1] = (found[-1][0], each.day, each)
                continue
        found.append((each.day, each.day, each))
    return found


def _check(desk: Desk, first: date, last: date) -> None:
    if not desk.actor.may("keep_calendar"):
        raise NotAllowed
    if not 1 <= (last - first).days + 1 <= LONGEST_SPAN:
        raise SpanTooLong(_("At most {count} days can be set at once.", count=LONGEST_SPAN))


def _running(desk: Desk, first: date, last: date) -> list[Ticket]:
    """Return the open tickets whose clock has started before the last of these days and runs to the
    first or beyond.
    """
    zone = desk.bureau.zone
    start, end = (datetime.combine(day, time(), zone) for day in (first, last + _DAY))
    running = (
        col(Ticket.state).in_(OPEN),
        col(Ticket.due_at) >= start,
        col(Ticket.assigned_at) < end,
    )
    return list(
        desk.session.exec(select(Ticket).where(*running).order_by(col(Ticket.id)).with_for_update())
    )


def _done(said: Message, moved: int) -> Receipt:
    text = _("{said} Deadlines that moved: {count}.", said=said, count=moved)
    return Receipt(text, (Button(_("Working days"), "calendar"),))
