"""Warnings that were issued, the list of supervised tickets, and the pushes planned for tickets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, select

from storage.queries.reminders import IS_PLANNED
from storage.tables import (
    Event,
    IssuedWarning,
    Reminder,
    Supervision,
    Ticket,
)

ABOUT_TICKETS = ("ticket", "take", "accept", "check", "supervise")

_NUDGES = Reminder.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_DROP = (
    update(_NUDGES)
    .where(
        _NUDGES.c.about.in_(ABOUT_TICKETS), _NUDGES.c.subject == bindparam("_ticket"), IS_PLANNED
    )
    .values(state="dropped")
)
_ENTERED = select(func.max(Event.at)).where(
    Event.ticket_id == bindparam("_ticket"),
    Event.to_state == bindparam("_state"),
    col(Event.from_state).is_distinct_from(Event.to_state),
)


def drop_pushes(session: Session, ticket: Ticket) -> None:
    """Plan nothing more for this ticket; what is planned anew comes back."""
    session.connection().execute(_DROP, {"_ticket": ticket.id})


def pushed_tickets(session: Session) -> list[Ticket]:
    """Return the tickets for which something is planned."""
    planned = select(Reminder.subject).where(
        Reminder.state == "planned", col(Reminder.about).in_(ABOUT_TICKETS)
    )
    return list(
        session.exec(
            select(Ticket)
            .where(col(Ticket.id).in_(planned))
            .order_by(col(Ticket.id))
            .with_for_update()
        )
    )


def entered_at(session: Session, ticket: Ticket) -> datetime:
    """Return when the ticket came into the state in which it is."""
    if ticket.events <= 1:
        return ticket.filed_at
    found = session.execute(_ENTERED, {"_ticket": ticket.id, "_state": str(ticket.state)}).scalar()
    return found or ticket.filed_at


def issued_rungs(session: Session, ticket: Ticket) -> set[str]:
    """Return the rungs that were issued for the deadline as it is."""
    of_this = (IssuedWarning.ticket_id == ticket.id, IssuedWarning.deadline == ticket.due_at)
    return set(session.exec(select(IssuedWarning.level).where(*of_this)))


def warning_by_number(session: Session, number: str) -> IssuedWarning | None:
    """Return the warning with this number, CB-2026-0001."""
    return session.exec(
        select(IssuedWarning).where(IssuedWarning.number == number.strip().upper())
    ).first()


def supervision_of(session: Session, ticket: Ticket) -> Supervision | None:
    """Return the ticket's supervision that is proposed or in force."""
    standing = (
        Supervision.ticket_id == ticket.id,
        col(Supervision.state).in_(("proposed", "listed")),
    )
    return session.exec(
        select(Supervision).where(*standing).order_by(col(Supervision.id).desc())
    ).first()


def supervisions(session: Session, state: str) -> list[tuple[Supervision, Ticket]]:
    """Return what is proposed or listed, with its ticket, oldest first."""
    found = select(Supervision, Ticket).join(Ticket, col(Ticket.id) == col(Supervision.ticket_id))
    return list(session.exec(found.where(Supervision.state == state).order_by(col(Supervision.id))))


def due_pushes(session: Session, tickets: Collection[int], now: datetime) -> list[Reminder]:
    """Claim all that is due about these tickets, so that each is told of once however much has come
    together.
    """
    about = (col(Reminder.about).in_(ABOUT_TICKETS), col(Reminder.subject).in_(tickets))
    found = (
        select(Reminder)
        .where(*about, Reminder.state == "planned", col(Reminder.due_at) <= now)
        .order_by(col(Reminder.id))
    )
    return list(session.exec(found.with_for_update(skip_locked=True)))


def tickets_to_push(session: Session, ids: Collection[int]) -> dict[int, Ticket]:
    """Lock these tickets and return them by id; one that somebody is working on is left for the
    next time.
    """
    found = (
        select(Ticket)
        .where(col(Ticket.id).in_(ids))
        .order_by(col(Ticket.id))
        .with_for_update(skip_locked=True)
    )
    return {
        each.id or 0: each for each in session.exec(found.execution_options(populate_existing=True))
    }
