"""What the clock itself does to tickets: waiting ends, closed tickets are archived.

Who calls it has locked the ticket, and makes the plan of reminders anew afterwards
(casework.reminders.ticket_plan).
"""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets.deadline import resume_clock
from casework.tickets.telling import tell_by_clock
from casework.tickets.transition import apply_transition
from storage.tables import Ticket


def resume(desk: Desk, ticket: Ticket) -> None:
    """End the waiting for a reporter who has not answered in time; the unit's clock goes on."""
    apply_transition(desk, ticket, "resume")
    resume_clock(desk, ticket)
    tell_by_clock(desk, ticket, "resumed")


def archive(desk: Desk, ticket: Ticket) -> None:
    """Archive a closed ticket whose term is over."""
    apply_transition(desk, ticket, "archive")
