"""Deadlines are computed anew when the working days change, and those concerned are told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from casework.campaigns.load import keep_up
from casework.desk import Desk
from casework.grouping import GroupedNotice, Item
from casework.reminders.ticket_plan import replan_moved
from casework.tickets.audience import open_button, tell_reporter, unit_people
from casework.tickets.deadline import compute_deadline, recompute_pause
from locales import Button, _, message_from_json
from rules.lifecycle import OPEN, State
from storage.queries.warnings import pushed_tickets
from storage.tables import Ticket

_DAY = timedelta(days=1)
_WITH_THE_UNIT = (State.ASSIGNED, State.IN_PROGRESS, State.WAITING)


def recompute_deadlines(desk: Desk, first: date, last: date) -> int:
    """Compute the deadlines anew that the days from `first` to `last` can move; returns how many.

    Those concerned hear of it in the next working minute, and only when the day is really another.
    """
    desk.__dict__.pop("calendar", None)  # it was read before the days changed
    grouped, moved = GroupedNotice(), 0
    at = desk.next_working_minute()
    for ticket in _running(desk, first, last):
        before = ticket.due_at
        compute_deadline(desk, ticket)
        recompute_pause(desk, ticket)
        if before is not None and ticket.due_at is not None and before != ticket.due_at:
            moved += 1
            _tell_moved(desk, ticket, before, grouped, at)
    for ticket in pushed_tickets(desk.session):
        desk.moved[ticket.id or 0] = ticket
    replan_moved(desk)
    grouped.send(desk, _("The working days have changed. Deadlines that move: {count}"), at=at)
    return moved + len(keep_up(desk).moved)  # of assignments keep_up tells


def _tell_moved(
    desk: Desk, ticket: Ticket, before: datetime, grouped: GroupedNotice, at: datetime
) -> None:
    """Tell the reporter, and put in for the unit, that the deadline has moved."""
    text = _(
        "{number}: the working days have changed; the deadline is now {promised} "
        "(before: {before}).",
        number=ticket.number,
        promised=message_from_json(ticket.promised or {"t": ""}),
        before=before.astimezone(desk.bureau.zone).date(),
    )
    buttons = (open_button(ticket.number),)
    if State(ticket.state) in _WITH_THE_UNIT:
        rest = Button(_("Our unit's tickets"), "unit")
        item = Item(text, text, buttons, buttons, rest, about=ticket.number)
        for person in unit_people(desk, ticket):
            grouped.add(person, item)
    tell_reporter(desk, ticket, text, buttons, not_before=at)


def _running(desk: Desk, first: date, last: date) -> list[Ticket]:
    """Return the open tickets whose clock runs on any of these days, or later from before them."""
    zone = desk.bureau.zone
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + _DAY, time(), zone)
    running = (
        col(Ticket.state).in_(OPEN),
        col(Ticket.due_at) >= start,
        col(Ticket.assigned_at) < end,
    )
    found = select(Ticket).where(*running).order_by(col(Ticket.id)).with_for_update()
    return list(desk.session.exec(found))
