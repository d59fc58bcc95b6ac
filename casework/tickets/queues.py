"""What waits for somebody, in the order of what must happen next."""

from __future__ import annotations

from datetime import date, datetime

from casework.desk import Desk
from casework.tickets.access import acts_for_unit
from casework.unit_tree import units_answered_by
from rules import limits
from rules.permissions import Role
from rules.time.deadline import Deadline, due_at
from storage.queries.tickets import open_about_heads, open_at_units
from storage.queries.units import subtree
from storage.tables import Ticket


def accept_by(desk: Desk, filed_at: datetime) -> date:
    """Return the day by which the office says whether it takes up what was filed then."""
    return _accept_deadline(desk, filed_at).day


def _accept_deadline(desk: Desk, filed_at: datetime) -> Deadline:
    days, bureau = limits.DECIDE_WORKING_DAYS, desk.bureau
    return due_at(filed_at, days, desk.calendar, bureau.zone, bureau.hours)


def most_pressing(desk: Desk, tickets: list[Ticket]) -> list[Ticket]:
    """Return them by deadline; where none runs, by when they are to be taken up."""

    def pressure(ticket: Ticket) -> tuple[datetime, int]:
        until = ticket.due_at or _accept_deadline(desk, ticket.filed_at).at
        return until, ticket.id or 0

    return sorted(tickets, key=pressure)


def tickets_to_answer(desk: Desk) -> list[Ticket]:
    """Return what the actor's units, and those below without anybody, have to answer.

    The oldest deadline stands first, what has none last.
    """
    below: set[int] = set()
    for unit in desk.actor.units_as(Role.HEAD, Role.HANDLER):
        below |= subtree(desk.session, unit)
    about_heads = open_about_heads(desk.session, below)
    found = list(open_at_units(desk.session, units_answered_by(desk)))
    found += [ticket for ticket in about_heads if acts_for_unit(desk, ticket)]

    def pressure(ticket: Ticket) -> tuple[bool, datetime, int]:
        return ticket.due_at is None, ticket.due_at or desk.now, ticket.id or 0

    return sorted(found, key=pressure)
