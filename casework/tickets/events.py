"""Events: the one place that changes a ticket's state, with an event chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from casework.desk import Desk
from locales import Message, _
from rules.lifecycle import Party, State
from storage.tables import Event, Ticket
from storage.write_buffer import buffer_write

FIRST_HASH = "0" * 64
_HASHED = ("actor_id", "actor", "name", "from_state", "to_state", "note")
# Built once, and run past the session's unit of work: every change of every ticket comes this way.
_APPEND = insert(Event.__table__).inline()  # type: ignore[attr-defined]  # SQLModel adds it
_MOVE = (
    update(Ticket.__table__)  # type: ignore[attr-defined]  # as above
    .where(col(Ticket.id) == bindparam("_id"))
    .values({name: bindparam(f"_{name}") for name in ("state", "events", "head")})
)


def record(
    desk: Desk, ticket: Ticket, event: str, to: State | None, note: Mapping[str, Any], party: Party
) -> None:
    """Append the event and move the ticket to `to` (None: it stays where it is)."""
    before = ticket.state if ticket.events else None
    after = to.value if to is not None else ticket.state
    row: dict[str, Any] = {
        "ticket_id": ticket.id,
        "seq": ticket.events + 1,
        "at": desk.now,
        "actor": party.value,
        "name": event,
        "actor_id": None if party is Party.COMPLAINANT else desk.actor.person_id,
        "from_state": before,
        "to_state": after,
        "note": _note_as_kept(note),
        "previous": ticket.head or FIRST_HASH,
    }
    row["hash"] = _hash_of(row)
    buffer_write(desk.session, _APPEND, [row])
    _move(desk, ticket, {"state": after, "events": row["seq"], "head": row["hash"]})
    if before != after:
        desk.moved[ticket.id or 0] = ticket


def _note_as_kept(note: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, as JSON gives it back."""
    given = {name: value for name, value in note.items() if value not in (None, "", (), [])}
    kept: dict[str, Any] = json.loads(json.dumps(given))
    return kept


def _move(desk: Desk, ticket: Ticket, moved: Mapping[str, Any]) -> None:
    values = {f"_{name}": value for name, value in moved.items()}
    buffer_write(desk.session, _MOVE, [{"_id": ticket.id, **values}])
    for name, value in moved.items():
        set_committed_value(ticket, name, value)


def hash_of(event: Event) -> str:
    """Return the event's hash: SHA-256 over what it says and the hash before it, as JSON."""
    return _hash_of(event.__dict__)


def _hash_of(row: Mapping[str, Any]) -> str:
    said = [
        row["previous"],
        row["ticket_id"],
        row["seq"],
        row["at"].astimezone(UTC).isoformat(),
        *(row[name] for name in _HASHED),
    ]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def history(session: Session, ticket: Ticket) -> list[Event]:
    """Return the ticket's events, oldest first."""
    return list(
        session.exec(select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.seq)))
    )


def broken_links(session: Session, ticket: Ticket) -> list[Message]:
    """Return what is wrong with the ticket's chain; [] when it holds."""
    events = history(session, ticket)
    errors = _broken_records(events)
    last = events[-1] if events else None
    if len(events) != ticket.events or (last is not None and last.hash != ticket.head):
        text = _(
            "{number}: the last record is not the one the ticket knows; one is missing or was added"
        )
        errors.append(text)
    if last is not None and last.to_state != ticket.state:
        errors.append(_("{number}: the state is not the one the last record led to"))
    return [error.given(number=ticket.number) for error in errors]


def _broken_records(events: Sequence[Event]) -> list[Message]:
    errors: list[Message] = []
    previous = FIRST_HASH
    for place, event in enumerate(events, 1):
        is_in_place = event.seq == place and event.previous == previous
        if not is_in_place or event.hash != hash_of(event):
            text = _("{number}: record {seq} was changed, or does not fit the one before it")
            errors.append(text.given(seq=event.seq))
        previous = event.hash
    return errors
