"""A ticket's step: checked against the table, recorded as an event, and the ticket moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.commands import OnTicket
from casework.tickets.events import record
from rules.lifecycle import Party, State, Step, find_step
from storage.tables import Ticket


def lock_ticket(desk: Desk, command: OnTicket) -> Ticket:
    """Read and lock the ticket a command is on; NoSuchTicket when the actor may not see it."""
    return get_visible_ticket(desk, command.number, by_receipt=command.by_receipt, lock=True)


def apply_transition(
    desk: Desk,
    ticket: Ticket,
    name: str,
    given: Mapping[str, Any] | None = None,
    *,
    by_receipt: bool = False,
) -> None:
    """Check a step of a locked ticket against the table, record its event and move the ticket."""
    given = given or {}
    parties = parties_of(desk, ticket, by_receipt=by_receipt)
    state = State(ticket.state)
    step = find_step(name, track=ticket.track, state=state, parties=parties, given=given)
    record(desk, ticket, step.event, step.to, given, acting_party(step, parties))


def acting_party(step: Step, parties: frozenset[Party]) -> Party:
    """Return in which part the actor takes this step."""
    return next(party for party in Party if party in step.by & parties)
