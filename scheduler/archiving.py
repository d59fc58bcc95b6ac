"""Archiving: closed tickets leave the desk when their term is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from casework.clock_steps import archive
from casework.desk import Desk
from rules.lifecycle import TERM_DAYS, State
from storage.tables import Ticket

BATCH = 100


def archive_closed(desk: Desk, now: datetime) -> int:
    """Archive tickets closed more than a term ago; returns how many."""
    over = (Ticket.state == State.CLOSED, col(Ticket.closed_at) <= now - timedelta(days=TERM_DAYS))
    found = select(Ticket).where(*over).order_by(col(Ticket.id)).limit(BATCH).with_for_update(skip_locked=True)
    tickets = desk.session.exec(found).all()
    for ticket in tickets:
        archive(desk, ticket)
    return len(tickets)
