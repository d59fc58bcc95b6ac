"""Archiving: closed tickets leave the desk when their term is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from casework.clock_steps import archive
from casework.desk import Desk
from rules.lifecycle import TERM_DAYS, State
from scheduler.items import attempt_each
from storage.jobs import resting
from storage.tables import Ticket

JOB = "archive_closed"
BATCH = 100


def archive_closed(desk: Desk, now: datetime) -> int:
    """Archive tickets closed more than a term ago; returns how many."""
    tired = col(Ticket.number).not_in(resting(desk.session, JOB, now))
    over = (Ticket.state == State.CLOSED, col(Ticket.closed_at) <= now - timedelta(days=TERM_DAYS), tired)
    found = select(Ticket).where(*over).order_by(col(Ticket.id)).limit(BATCH).with_for_update(skip_locked=True)
    tickets = desk.session.exec(found).all()
    return attempt_each(desk, JOB, {each.number: each for each in tickets}, archive)
