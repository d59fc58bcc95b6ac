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
    return due_at(
        filed_at,
        limits.DECIDE_WORKING_DAYS,
        desk.calendar,
        desk.bureau.zone,
        desk.bureau.hours,
    )


def most_pressing(desk: Desk, tickets: list[Ticket]) -> list[Ticket]:
    """Return them in the order of what must happen next: by deadline; where none runs, by when they
    are to be taken up.
    """
    return sorted(
        tickets, key=lambda each: (each.due_at or _accept_deadline(desk, each.filed_at).at, each.id)
    )


def tickets_to_answer(desk: Desk) -> list[Ticket]:
    """Return what the actor's units have to answer, and those below without anybody; oldest
    deadline first.
    """
    below = {
        each
        for unit in desk.actor.units_as(Role.HEAD, Role.HANDLER)
        for each in subtree(desk.session, unit)
    }
    about_heads = [
        each for each in open_about_heads(desk.session, below) if acts_for_unit(desk, each)
    ]
    found = [*open_at_units(desk.session, units_answered_by(desk)), *about_heads]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or desk.now, each.id))
