"""Who has which part in a ticket, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import Session, select

from casework.desk import Actor, Desk
from casework.refusals import NoSuchTicket
from casework.tickets.acting_unit import acting_unit, answering_unit
from rules.lifecycle import FROM_DISPATCH, Party, State
from rules.permissions import PARTY_OF_ROLE, Role
from storage.queries.accused import named_in
from storage.queries.complainants import is_complainant
from storage.queries.tickets import reported_by
from storage.tables import Ticket


def parties_of(desk: Desk, ticket: Ticket, *, by_receipt: bool = False) -> frozenset[Party]:
    """Return the parts this actor has in the ticket."""
    actor = desk.actor
    if actor.chat_id is None and actor.person_id is None:
        return frozenset({Party.CLOCK})
    if is_about(desk.session, ticket, actor):  # even where they filed it, or hold its code
        return frozenset()
    parties = _parties_over_bureau(actor)
    if by_receipt or is_complainant(desk.session, desk.bureau.routes, ticket, actor.chat_id):
        parties.add(Party.COMPLAINANT)
    if _is_dispatched_to(desk, ticket, parties):
        parties.add(Party.UNIT)
    if ticket.inspector_id is not None and ticket.inspector_id == actor.person_id:
        parties.add(Party.INSPECTOR)
    if actor.may("instruct") and not ticket.restricted:
        parties.add(Party.LEADER)
    return frozenset(parties)


def _parties_over_bureau(actor: Actor) -> set[Party]:
    """Return the parts in every ticket that come with a role over the bureau."""
    parties: set[Party] = set()
    for role, unit in actor.held:
        if unit is None and role in PARTY_OF_ROLE:
            parties.add(PARTY_OF_ROLE[role])
    return parties - {Party.UNIT, Party.INSPECTOR}


def _is_dispatched_to(desk: Desk, ticket: Ticket, parties: Collection[Party]) -> bool:
    """Tell whether the actor acts for the unit, which knows of nothing before dispatch.

    Who sits in the office, too, does, and decides nothing in the unit's favour.
    """
    if State(ticket.state) not in FROM_DISPATCH and Party.OFFICE not in parties:
        return False
    return acts_for_unit(desk, ticket)


def is_about(session: Session, ticket: Ticket, actor: Actor) -> bool:
    """Tell whether the complaint is about this very person as a unit's head, then or now."""
    return not not_about(session, actor, [ticket])


def not_about(session: Session, actor: Actor, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return the tickets without those that are about this person.

    Whom they are about was named at filing; where nobody was, it is the unit's head.
    """
    named, headed = named_in(session, tickets), actor.units_as(Role.HEAD)

    def is_theirs(ticket: Ticket) -> bool:
        persons = named.get(ticket.id or 0)
        if persons is None:
            return ticket.about_id in headed
        return actor.person_id in persons

    return [ticket for ticket in tickets if not is_theirs(ticket)]


def acts_for_unit(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether the actor is one of those who act for the unit."""
    mine = desk.actor.units_as(Role.HEAD, Role.HANDLER)
    if not mine or is_about(desk.session, ticket, desk.actor):
        return False
    return answering_unit(desk.session, ticket) in mine or acting_unit(desk.session, ticket) in mine


def own_tickets(desk: Desk, limit: int | None = 50) -> list[Ticket]:
    """Return what the actor reported from here, not anonymously: what waits first.

    Without what is about them.
    """
    actor = desk.actor
    mine = reported_by(desk.session, desk.bureau.routes, actor.chat_id, actor.person_id, limit)
    return not_about(desk.session, actor, mine)


def get_visible_ticket(
    desk: Desk, number: str, *, by_receipt: bool = False, lock: bool = False
) -> Ticket:
    """Return the ticket if this actor may see it; NoSuchTicket otherwise, even where it exists."""
    found = select(Ticket).where(Ticket.number == number.strip().upper())
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    ticket = desk.session.exec(found).first()
    if ticket is None or not may_see(desk, ticket, by_receipt=by_receipt):
        raise NoSuchTicket(number)
    return ticket


def may_see(desk: Desk, ticket: Ticket, *, by_receipt: bool = False) -> bool:
    """Tell whether this actor may see the ticket."""
    overseen = desk.actor.may("see_restricted" if ticket.restricted else "see_every_ticket")
    if overseen and not is_about(desk.session, ticket, desk.actor):
        return True
    return bool(parties_of(desk, ticket, by_receipt=by_receipt))
