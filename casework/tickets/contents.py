"""What a ticket holds: what was reported with it and with those merged into it, and the proof."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, select

from casework.desk import Desk
from casework.tickets.events import history
from storage.tables import Evidence, Ticket


def merged_of(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the tickets that were merged into this one, the oldest first."""
    merged = select(Ticket).where(Ticket.main_id == ticket.id).order_by(col(Ticket.id))
    return list(desk.session.exec(merged))


def with_merged(desk: Desk, ticket: Ticket) -> list[Ticket]:
    """Return the ticket and all that were merged into it."""
    return [ticket, *merged_of(desk, ticket)]


def words_reported(desk: Desk, ticket: Ticket) -> str:
    """Return what was written with the ticket and added to it later, a line each."""
    events = history(desk.session, ticket)
    added = [event for event in events if event.name in ("added", "supplied")]
    lines = [ticket.words, ticket.place, *(str(event.note.get("words", "")) for event in added)]
    return "\n".join(line for line in lines if line)


def photos_reported(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of the photos that came with the report or were added to it later."""
    return _photos(desk, ticket, "report", "supply")


def proof_of(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of the photos that came with the answer.

    A leave slip shows that nothing had to be answered, and proves nothing.
    """
    return _photos(desk, ticket, "answer")


def photos_of_result(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of the photos that prove the answer that holds, or its excuse."""
    role = "excuse" if "excuse" in (ticket.answer or {}) else "answer"
    return _photos(desk, ticket, role)


def lay_aside_proof(desk: Desk, ticket: Ticket) -> None:
    """Let the photos of the unit that had the ticket prove nothing for the next one.

    They stay on the card.
    """
    proof = (col(Evidence.ticket_id) == ticket.id, col(Evidence.role).in_(("answer", "excuse")))
    desk.session.execute(update(Evidence).where(*proof).values(role="former"))


def _photos(desk: Desk, ticket: Ticket, *roles: str) -> list[int]:
    theirs = select(Evidence.id).where(
        Evidence.ticket_id == ticket.id,
        col(Evidence.role).in_(roles),
        col(Evidence.state).in_(("pending", "kept")),
    )
    found = desk.session.exec(theirs.order_by(col(Evidence.received_at), col(Evidence.id)))
    return [evidence_id or 0 for evidence_id in found]
