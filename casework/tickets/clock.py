"""What the clock itself does to tickets: waiting ends, closed tickets are archived.

Who calls it makes the plan of reminders anew afterwards (casework.reminders.ticket_plan).
"""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets.audience import open_button, tell_unit
from casework.tickets.deadline import resume_clock
from casework.tickets.transition import apply_transition
from locales import _, message_from_json
from storage.tables import Ticket


def resume(desk: Desk, ticket: Ticket) -> None:
    """End the waiting for a reporter who has not answered in time; the unit's clock goes on."""
    resumed = apply_transition(desk, "resume", ticket.number)
    resume_clock(desk, resumed)
    text = _(
        "{number}: the reporter has not answered; your clock goes on. Deadline: {promised}.",
        number=resumed.number,
    )
    promised = message_from_json(resumed.promised) if resumed.promised else ""
    tell_unit(desk, resumed, text.given(promised=promised), [open_button(resumed.number)])


def archive(desk: Desk, ticket: Ticket) -> None:
    """Archive a closed ticket whose term is over."""
    apply_transition(desk, "archive", ticket.number)
