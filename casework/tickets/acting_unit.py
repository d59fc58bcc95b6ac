"""Which unit answers for a ticket, and which acts where that one has nobody."""

from __future__ import annotations

from sqlmodel import Session

from casework.unit_tree import acting_for, parent_of
from storage.queries.accused import accused_of
from storage.tables import Ticket


def answering_unit(session: Session, ticket: Ticket) -> int | None:
    """Return the unit that answers: for what is about its head, the unit above."""
    return answering_when_assigned(session, ticket, ticket.unit_id)


def answering_when_assigned(session: Session, ticket: Ticket, unit_id: int | None) -> int | None:
    """Return the unit that would answer if the ticket were assigned to this one."""
    if ticket.about_id is None or unit_id != ticket.about_id:
        return unit_id
    return parent_of(session, unit_id)


def acting_unit(session: Session, ticket: Ticket) -> int | None:
    """Return the unit that acts: the one that answers, or without people the nearest above."""
    return acting_when_assigned(session, ticket, ticket.unit_id)[0]


def acting_when_assigned(
    session: Session, ticket: Ticket, unit_id: int | None
) -> tuple[int | None, list[int]]:
    """Return which unit and who would act if the ticket were assigned to this one.

    Where the list is empty, nobody would.
    """
    answers = answering_when_assigned(session, ticket, unit_id)
    if answers is None:
        return None, []
    return acting_for(session, answers, about=ticket.about_id, but=accused_of(session, ticket))


def nobody_acts(session: Session, ticket: Ticket) -> bool:
    """Tell whether nobody on the roster can act on the ticket for the unit it is with."""
    return not acting_when_assigned(session, ticket, ticket.unit_id)[1]
