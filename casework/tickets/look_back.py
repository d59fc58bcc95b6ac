"""Looking back (回头看): what has come back becomes a ticket linked to the closed one."""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import Receipt
from casework.tickets.commands import LookBack
from casework.tickets.events import history, record
from casework.tickets.numbering import next_number
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from rules.lifecycle import Party, State
from rules.text.codes import prefix_of
from storage.queries.accused import name_accused, named_in
from storage.queries.complainants import copy_complainant
from storage.queries.tickets import relapses_of
from storage.tables import Ticket


def look_back(desk: Desk, command: LookBack) -> Receipt:
    """Look again at a closed ticket; for a relapse a new one is opened and waits to be assigned."""
    ticket = lock_ticket(desk, command)
    note = {"result": command.result, "relapse": command.relapse}
    apply_transition(desk, ticket, "look_back", note)
    relapse = _open_relapse(desk, ticket, command.result) if command.relapse else None
    return tell(desk, ticket, "looked_back", relapse=relapse)


def came_back_as(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the tickets in which this one came back, each followed by those of its own."""
    if State(ticket.state) not in (State.CLOSED, State.ARCHIVED):
        return []
    # nothing points from a ticket to its relapses: they are looked for only where there are some
    if not _has_relapsed(desk, ticket):
        return []
    found: list[Ticket] = []
    for relapse in relapses_of(desk.session, ticket):
        found += [relapse, *came_back_as(desk, relapse)]
    return found


def _has_relapsed(desk: Desk, ticket: Ticket) -> bool:
    looks = [event for event in history(desk.session, ticket) if event.name == "looked_back"]
    return any(look.note.get("relapse") for look in looks)


def _open_relapse(desk: Desk, ticket: Ticket, words: str) -> Ticket:
    """Open the ticket in which this one came back: of the same matter, persons and reporter."""
    relapse = Ticket(
        number=next_number(desk, prefix_of(ticket.number)),
        track=ticket.track,
        kind=ticket.kind,
        state=State.ACCEPTED,
        unit_id=ticket.unit_id,
        words=words,
        restricted=ticket.restricted,
        about_id=ticket.about_id,
        inspector_id=ticket.inspector_id,
        limit_days=ticket.limit_days,
        filed_at=desk.now,
        relapse_of=ticket.id,
    )
    desk.session.add(relapse)
    desk.session.flush()
    accused = named_in(desk.session, [ticket]).get(ticket.id or 0, ())
    name_accused(desk.session, relapse, accused)
    copy_complainant(desk.session, desk.bureau.routes, ticket, relapse)
    note = {"relapse_of": ticket.number, "words": words}
    record(desk, relapse, "filed", State.ACCEPTED, note, Party.OFFICE)
    return relapse
