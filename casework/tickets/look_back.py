"""Looking back (回头看): a closed ticket is looked at again, and what has come back becomes a ticket
that is linked to it.
"""

from __future__ import annotations

from casework.desk import Desk
from casework.notices import Receipt
from casework.tickets.audience import open_button, tell_reporter
from casework.tickets.commands import LookBack
from casework.tickets.events import history, record
from casework.tickets.merge import merged_of
from casework.tickets.numbering import next_number
from casework.tickets.transition import apply_transition
from locales import _
from rules.actions import action_button
from rules.lifecycle import Party, State
from rules.text.codes import prefix_of
from storage.queries.accused import name_accused, named_in
from storage.queries.tickets import relapses_of
from storage.tables import Reporter, Ticket


def look_back(desk: Desk, command: LookBack) -> Receipt:
    """Look again at a closed ticket; on a relapse a new ticket is opened, linked and waits to be
    assigned.
    """
    ticket = apply_transition(
        desk, "look_back", command.number, {"result": command.result, "relapse": command.relapse}
    )
    if not command.relapse:
        return Receipt(_("{number}: looked back, nothing new.", number=ticket.number))
    again = Ticket(
        number=next_number(desk, prefix_of(ticket.number)),
        track=ticket.track,
        kind=ticket.kind,
        state=State.ACCEPTED,
        unit_id=ticket.unit_id,
        words=command.result,
        restricted=ticket.restricted,
        about_id=ticket.about_id,
        inspector_id=ticket.inspector_id,
        limit_days=ticket.limit_days,
        filed_at=desk.now,
        relapse_of=ticket.id,
    )
    desk.session.add(again)
    desk.session.flush()
    name_accused(desk.session, again, named_in(desk.session, [ticket]).get(ticket.id or 0, ()))
    _copy_reporter(desk, ticket, again)
    record(
        desk,
        again,
        "filed",
        State.ACCEPTED,
        {"relapse_of": ticket.number, "words": command.result},
        Party.OFFICE,
    )
    _tell_of(desk, ticket, again)
    text = _(
        "{number} has relapsed; {again} is opened for it. Assign it next.",
        number=ticket.number,
        again=again.number,
    )
    return Receipt(text, (action_button("assign", again.number), open_button(again.number)))


def came_back_as(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the tickets that were opened when this one came back, oldest first, each followed by
    those in which it came back.
    """
    if State(ticket.state) not in (State.CLOSED, State.ARCHIVED):
        return []
    if not any(
        each.name == "looked_back" and each.note.get("relapse")
        for each in history(desk.session, ticket)
    ):
        # nothing points from a ticket to its relapses: they are looked for only where there are
        # some
        return []
    return [
        one
        for each in relapses_of(desk.session, ticket)
        for one in (each, *came_back_as(desk, each))
    ]


def _tell_of(desk: Desk, ticket: Ticket, again: Ticket) -> None:
    """Tell who reported it; those of merged tickets are told no number but their own."""
    text = _("{number} was looked at again: it is not settled. It is dealt with anew as {again}.")
    tell_reporter(
        desk,
        again,
        text.given(number=ticket.number, again=again.number),
        [open_button(again.number)],
    )
    text = _("{number} was looked at again: it is not settled, and is dealt with anew.")
    for each in merged_of(desk, ticket):
        tell_reporter(desk, each, text.given(number=each.number), [open_button(each.number)])


def _copy_reporter(desk: Desk, ticket: Ticket, again: Ticket) -> None:
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is not None:
        values = reporter.model_dump(exclude={"ticket_id", "receipt_hash"})
        desk.session.add(Reporter(ticket_id=again.id or 0, **values))
