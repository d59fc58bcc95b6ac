"""Whom a complaint about a unit's head is about: who it was on the day of filing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, exists
from sqlmodel import Session, col, select

from storage.id_chunks import pieces
from storage.queries.units import holders_of
from storage.tables import Accused, Ticket

# Built once: every reader of a digest asks for both.
_ABOUT_PERSON = select(Accused.ticket_id).where(Accused.person_id == bindparam("_person"))
_ABOUT_UNITS = select(Ticket.id).where(
    col(Ticket.about_id).in_(bindparam("_units", expanding=True)),
    ~exists().where(col(Accused.ticket_id) == col(Ticket.id)),
)


def name_accused(session: Session, ticket: Ticket, persons: Iterable[int]) -> None:
    """Keep whom the ticket is about."""
    session.add_all(Accused(ticket_id=ticket.id or 0, person_id=person) for person in persons)


def named_in(session: Session, tickets: Iterable[Ticket]) -> dict[int, set[int]]:
    """Return by ticket whom it is about, with one query; without those that name nobody."""
    found: dict[int, set[int]] = {}
    for some in pieces(ticket.id or 0 for ticket in tickets if ticket.about_id is not None):
        named = select(Accused.ticket_id, Accused.person_id).where(col(Accused.ticket_id).in_(some))
        for ticket_id, person_id in session.exec(named):
            found.setdefault(ticket_id, set()).add(person_id)
    return found


def accused_of(session: Session, ticket: Ticket) -> Collection[int]:
    """Return whom the ticket is about; the heads of today where there was none on that day."""
    if ticket.about_id is None:
        return ()
    named = named_in(session, [ticket]).get(ticket.id or 0)
    return named or holders_of(session, "head", ticket.about_id)


def about_the_same(session: Session, ticket: Ticket, others: Sequence[Ticket]) -> list[Ticket]:
    """Return those of the others about the very same persons; a new head is somebody else."""
    named = named_in(session, [ticket, *others])
    return [other for other in others if named.get(other.id or 0) == named.get(ticket.id or 0)]


def tickets_against(session: Session, person_id: int, headed: Collection[int]) -> frozenset[int]:
    """Return the tickets, by id, about this person, who is now the head of these units."""
    session.flush()
    connection = session.connection()
    found = set(connection.execute(_ABOUT_PERSON, {"_person": person_id}).scalars())
    if headed:
        found |= set(connection.execute(_ABOUT_UNITS, {"_units": sorted(headed)}).scalars())
    return frozenset(found)
