"""With which unit a ticket is: assigned, assigned anew, or left where it is against a hand-back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import NobodyActs, NoSuchUnit, TooLate, WithThemAlready
from casework.tickets.acting_unit import acting_when_assigned, answering_when_assigned, nobody_acts
from casework.tickets.audience import handling_name, unit_name, unit_people
from casework.tickets.commands import Assign, Insist, Reassign
from casework.tickets.contents import lay_aside_proof
from casework.tickets.deadline import note_misrouting, start_clock
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from casework.unit_tree import vacant_units
from locales import _
from rules import limits
from rules.lifecycle import FROM_DISPATCH, SomethingMissing, State
from storage.tables import Ticket, Unit


def assign(desk: Desk, command: Assign) -> Receipt:
    """Assign the ticket to a unit; its clock starts now."""
    ticket = lock_ticket(desk, command)
    days_before = ticket.limit_days
    unit = _check_unit(desk, ticket, command)
    limit = _check_limit(ticket, command)
    note = {"unit": _name_in_note(desk, ticket, unit), "limit_days": limit}
    former = _give_to(desk, ticket, unit, limit, "assign", note)
    return tell(desk, ticket, "assigned", former=former, days=days_before)


def reassign(desk: Desk, command: Reassign) -> Receipt:
    """Give to another unit what was not taken on, or what nobody is left to act on."""
    ticket = lock_ticket(desk, command)
    if ticket.state == State.IN_PROGRESS and not nobody_acts(desk.session, ticket):
        raise taken_on(desk, ticket)
    if ticket.unit_id == command.unit:
        raise WithThemAlready(ticket.number)
    days_before = ticket.limit_days
    unit = _check_unit(desk, ticket, command)
    limit = _check_limit(ticket, command)
    note = {
        "unit": _name_in_note(desk, ticket, unit),
        "limit_days": limit,
        "reason": command.reason,
    }
    former = _give_to(desk, ticket, unit, limit, "reassign", note)
    reason = command.reason
    return tell(desk, ticket, "reassigned", former=former, days=days_before, reason=reason)


def insist(desk: Desk, command: Insist) -> Receipt:
    """Refuse a hand-back: the ticket stays with the unit and its clock has never stopped."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "insist", {"reason": command.reason})
    return tell(desk, ticket, "hand_back_refused", reason=command.reason)


def taken_on(desk: Desk, ticket: Ticket) -> TooLate:
    """Return the refusal to take away what a unit with people is working on."""
    text = _(
        "{unit} has taken {number} on, and it stays there; only where nobody is left to "
        "act can it go to another unit."
    )
    return TooLate(text.given(unit=handling_name(desk, ticket), number=ticket.number))


def deserted(desk: Desk) -> list[int]:
    """Return the ids of the tickets that lie with a unit for which nobody can act."""
    is_open = col(Ticket.state).in_((State.ASSIGNED, State.IN_PROGRESS))
    found: list[int] = []
    if vacant := vacant_units(desk.session):
        plain = (is_open, col(Ticket.about_id).is_(None), col(Ticket.unit_id).in_(vacant))
        found += [
            ticket_id or 0 for ticket_id in desk.session.exec(select(Ticket.id).where(*plain))
        ]
    about_heads = select(Ticket).where(is_open, col(Ticket.about_id).is_not(None))
    for ticket in desk.session.exec(about_heads):
        if nobody_acts(desk.session, ticket):
            found.append(ticket.id or 0)
    return found


def _check_unit(desk: Desk, ticket: Ticket, command: Assign | Reassign) -> Unit:
    unit = desk.session.get(Unit, command.unit)
    if unit is None or not unit.active:
        raise NoSuchUnit
    _acting, people = acting_when_assigned(desk.session, ticket, unit.id)
    if not people:
        raise NobodyActs(ticket.number, unit.name)
    return unit


def _check_limit(ticket: Ticket, command: Assign | Reassign) -> int:
    """Return the limit in working days; one of a kind may be longer than what can be set."""
    limit = command.limit_days or ticket.limit_days
    longest = limits.LONGEST_LIMIT_WORKING_DAYS
    if not 1 <= limit <= max(longest, ticket.limit_days):
        text = _("The limit lies between 1 and {most} working days.", most=longest)
        raise SomethingMissing(text, "limit")
    return limit


def _name_in_note(desk: Desk, ticket: Ticket, unit: Unit) -> str:
    """Return the unit that will answer, as the event names it."""
    answering = answering_when_assigned(desk.session, ticket, unit.id)
    name = unit_name(desk, answering)
    return name if isinstance(name, str) else unit.name


def _give_to(
    desk: Desk, ticket: Ticket, unit: Unit, limit: int, step: str, note: Mapping[str, object]
) -> list[int]:
    """Move the ticket to the unit and start its clock; return who acts on it no more."""
    was_dispatched = State(ticket.state) in FROM_DISPATCH
    people_before = unit_people(desk, ticket) if was_dispatched else []
    apply_transition(desk, ticket, step, note)
    if was_dispatched:
        note_misrouting(desk, ticket)
    if was_dispatched and ticket.unit_id != unit.id:
        # the next unit answers for itself
        ticket.handed_back, ticket.answer = False, None
        lay_aside_proof(desk, ticket)
    ticket.unit_id, ticket.limit_days = unit.id, limit
    ticket.taken_by, ticket.taken_at = None, None
    start_clock(desk, ticket)
    if not people_before:
        return []
    people = unit_people(desk, ticket)
    return [person_id for person_id in people_before if person_id not in people]
