"""Resume paused tickets: a unit waits for its reporter no longer than the rules allow."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from casework.desk import Desk
from casework.reminders.ticket_plan import replan_moved
from casework.tickets.clock import resume
from rules.lifecycle import State
from scheduler.per_item import attempt_each
from storage.queries.jobs import resting
from storage.tables import Pause, Ticket

JOB = "resume_waiting"
BATCH = 100


def resume_waiting(desk: Desk, now: datetime) -> int:
    """Let the clock go on for tickets whose waiting is over; returns how many."""
    tired = col(Ticket.number).not_in(resting(desk.session, JOB, now))
    over = (
        col(Pause.ended_at).is_(None),
        col(Pause.until_at) <= now,
        Ticket.state == State.WAITING,
        tired,
    )
    found = (
        select(Ticket)
        .join(Pause, col(Pause.ticket_id) == col(Ticket.id))
        .where(*over)
        .order_by(col(Ticket.id))
        .limit(BATCH)
    )
    tickets = desk.session.exec(found.with_for_update(skip_locked=True, of=Ticket)).unique().all()
    return attempt_each(desk, JOB, {ticket.number: ticket for ticket in tickets}, _resume)


def _resume(desk: Desk, ticket: Ticket) -> None:
    resume(desk, ticket)
    replan_moved(desk)
