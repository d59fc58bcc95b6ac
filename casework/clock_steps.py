"""What the clock itself does to tickets: waiting ends, closed tickets are archived."""

from __future__ import annotations

from casework.clockwork import resume_clock
from casework.desk import Desk
from casework.ladder import replan_moved
from casework.ledger import take_step
from casework.notices import open_button, tell_unit
from locales import _, message_from_json
from storage.tables import Ticket


def resume(desk: Desk, ticket: Ticket) -> None:
    """End the waiting for a reporter who has not answered in time; the unit's clock goes on."""
    resumed = take_step(desk, "resume", ticket.number)
    resume_clock(desk, resumed)
    text = _(
        "{number}: the reporter has not answered; your clock goes on. Deadline: {promised}.",
        number=resumed.number,
    )
    promised = message_from_json(resumed.promised) if resumed.promised else ""
    tell_unit(desk, resumed, text.given(promised=promised), [open_button(resumed.number)])
    replan_moved(desk)


def archive(desk: Desk, ticket: Ticket) -> None:
    """Archive a closed ticket whose term is over."""
    take_step(desk, "archive", ticket.number)
    replan_moved(desk)
