"""Warnings that were issued, the list of supervised tickets, and the pushes planned for tickets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, not_, or_, update
from sqlmodel import Session, col, select

from storage.id_chunks import pieces
from storage.queries.reminders import IS_FOR_ONE, IS_PLANNED
from storage.tables import (
    Event,
    IssuedWarning,
    Reminder,
    Supervision,
    Ticket,
)

STANDING = ("proposed", "listed")  # states of a supervision that is not over
ABOUT_TICKETS = ("ticket", "take", "accept", "check", "supervise")

_REMINDERS = Reminder.__table__  # type: ignore[attr-defined]  # SQLModel adds it
# What was put off for one person is kept as long as the deadline is the same.
_DROP = (
    update(_REMINDERS)
    .where(
        # An IN cannot be run for many rows at once.
        or_(*(_REMINDERS.c.about == about for about in ABOUT_TICKETS)),
        _REMINDERS.c.subject == bindparam("_ticket"),
        IS_PLANNED,
        not_(and_(_REMINDERS.c.planned_for == bindparam("_kept"), IS_FOR_ONE)),
    )
    .values(state="dropped")
)
_ENTERED = (
    select(Event.ticket_id, Event.to_state, func.max(Event.at))
    .where(
        col(Event.ticket_id).in_(bindparam("_tickets", expanding=True)),
        col(Event.from_state).is_distinct_from(Event.to_state),
    )
    .group_by(col(Event.ticket_id), col(Event.to_state))
)


def drop_pushes(session: Session, tickets: Sequence[Ticket]) -> None:
    """Plan nothing more for these tickets; what is planned anew comes back."""
    if tickets:
        rows = [{"_ticket": ticket.id, "_kept": ticket.due_at} for ticket in tickets]
        session.connection().execute(_DROP, rows)


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


def entered_moments(session: Session, tickets: Iterable[Ticket]) -> dict[int, datetime]:
    """Return by ticket when it came into the state in which it is."""
    found: dict[int, datetime] = {}
    moved: dict[int, str] = {}
    for ticket in tickets:
        found[ticket.id or 0] = ticket.filed_at
        if ticket.events > 1:
            moved[ticket.id or 0] = str(ticket.state)
    for some in pieces(moved):
        rows = session.connection().execute(_ENTERED, {"_tickets": some})
        found.update((ticket, at) for ticket, state, at in rows if moved[ticket] == state)
    return found


def warnings_issued(
    session: Session, tickets: Collection[Ticket]
) -> dict[int, dict[str, IssuedWarning]]:
    """Return by ticket and level the warnings issued for the deadline as it is."""
    deadlines = {ticket.id or 0: ticket.due_at for ticket in tickets}
    found: dict[int, dict[str, IssuedWarning]] = {id_: {} for id_ in deadlines}
    for some in pieces(deadlines):
        issued = select(IssuedWarning).where(col(IssuedWarning.ticket_id).in_(some))
        for warning in session.exec(issued):
            if warning.deadline == deadlines[warning.ticket_id]:
                found[warning.ticket_id][warning.level] = warning
    return found


def warning_by_number(session: Session, number: str) -> IssuedWarning | None:
    """Return the warning with this number, CB-2026-0001."""
    return session.exec(
        select(IssuedWarning).where(IssuedWarning.number == number.strip().upper())
    ).first()


def supervision_of(session: Session, ticket: Ticket) -> Supervision | None:
    """Return the ticket's supervision that is proposed or in force."""
    return standing_supervisions(session, [ticket]).get(ticket.id or 0)


def standing_supervisions(session: Session, tickets: Iterable[Ticket]) -> dict[int, Supervision]:
    """Return by ticket its supervision that is proposed or in force."""
    found: dict[int, Supervision] = {}
    for some in pieces(ticket.id or 0 for ticket in tickets):
        standing = select(Supervision).where(
            col(Supervision.ticket_id).in_(some), col(Supervision.state).in_(STANDING)
        )
        for row in session.exec(standing.order_by(col(Supervision.id))):
            found[row.ticket_id] = row
    return found


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
    rows = session.exec(found.execution_options(populate_existing=True))
    return {ticket.id or 0: ticket for ticket in rows}
