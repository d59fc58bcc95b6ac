"""A ticket's step: checked against the table, recorded as an event, and the ticket moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, parties_of
from casework.tickets.events import record
from rules.lifecycle import Party, State, Step, find_step
from storage.tables import Ticket


def apply_transition(
    desk: Desk,
    name: str,
    number: str,
    given: Mapping[str, Any] | None = None,
    *,
    by_receipt: bool = False,
) -> Ticket:
    """Lock the ticket, check party, state and what is given against the table, write the event,
    move the ticket.
    """
    ticket = get_visible_ticket(desk, number, by_receipt=by_receipt, lock=True)
    apply_to_locked(desk, name, ticket, given, by_receipt=by_receipt)
    return ticket


def apply_to_locked(
    desk: Desk,
    name: str,
    ticket: Ticket,
    given: Mapping[str, Any] | None = None,
    *,
    by_receipt: bool = False,
) -> None:
    """Move a ticket that this transaction has read and locked, as `apply_transition` does."""
    parties = parties_of(desk, ticket, by_receipt=by_receipt)
    given = given or {}
    step = find_step(
        name, track=ticket.track, state=State(ticket.state), parties=parties, given=given
    )
    record(desk, ticket, step.event, step.to, given, acting_party(step, parties))


def acting_party(step: Step, parties: frozenset[Party]) -> Party:
    """Return in which part the actor takes this step."""
    return next(party for party in Party if party in step.by & parties)
