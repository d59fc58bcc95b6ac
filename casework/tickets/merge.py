"""Merging (并案): a ticket goes into another of the same matter and is read there from then on."""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import Receipt
from casework.tickets.access import get_visible_ticket
from casework.tickets.commands import Merge
from casework.tickets.contents import with_merged
from casework.tickets.deadline import lapse_requests
from casework.tickets.events import record
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import _
from rules.lifecycle import OPEN, Party, SomethingMissing, State
from storage.queries.accused import about_the_same
from storage.tables import Ticket


def merge(desk: Desk, command: Merge) -> Receipt:
    """Merge the ticket into another that is open; its complainant hears of the other's result."""
    main = get_visible_ticket(desk, command.main, lock=True)
    if command.number.strip().upper() == main.number or State(main.state) not in OPEN:
        raise SomethingMissing(_("A ticket can be merged only into another open one."), "main")
    ticket = lock_ticket(desk, command)
    if not _is_alike(desk, ticket, main):
        raise SomethingMissing(_("Only tickets of the same sort can be merged."), "main")
    state_before = State(ticket.state)
    apply_transition(desk, ticket, "merge", {"main": main.number})
    lapse_requests(desk, ticket)
    moved = with_merged(desk, ticket)
    for ticket_moved in moved:
        ticket_moved.main_id = main.id
        desk.session.add(ticket_moved)
    record(desk, main, "joined", None, {"other": ticket.number}, Party.OFFICE)
    measure = (main.answer or {}).get("measure", "")
    return tell(
        desk,
        ticket,
        "merged",
        main_ticket=main,
        moved=moved,
        state_before=state_before,
        measure=measure,
    )


def _is_alike(desk: Desk, ticket: Ticket, main: Ticket) -> bool:
    """Tell whether both are of one track, and about the same persons where about a head."""
    sort = (ticket.track, ticket.restricted, ticket.about_id)
    if sort != (main.track, main.restricted, main.about_id):
        return False
    return bool(about_the_same(desk.session, ticket, [main]))
