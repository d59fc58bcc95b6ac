"""Events: the one place that changes a ticket's state, with an event chained to the one before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Row, bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from casework.desk import Desk
from locales import Message, _
from rules.lifecycle import Party, State
from storage.records import key_of
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
    desk.unnamed = party is Party.COMPLAINANT
    before = ticket.state if ticket.events else None
    after = to.value if to is not None else ticket.state
    row: dict[str, Any] = {
        "ticket_id": ticket.id,
        "seq": ticket.events + 1,
        "at": desk.now,
        "actor": party.value,
        "name": event,
        "actor_id": desk.author,
        "from_state": before,
        "to_state": after,
        "note": _note_as_kept(note),
        "previous": ticket.head or FIRST_HASH,
        "anchored": 0,
    }
    row["hash"] = _hash_of(row, key_of(desk.session))
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


def hash_of(event: Event, key: bytes = b"") -> str:
    """Return the event's hash: HMAC-SHA256 over what it says and the hash before it, as JSON.

    Without a key it is SHA-256, as everywhere before there were anchors.
    """
    return _hash_of(event.__dict__, key)


def _hash_of(row: Mapping[str, Any], key: bytes) -> str:
    said = [
        row["previous"],
        row["ticket_id"],
        row["seq"],
        row["at"].astimezone(UTC).isoformat(),
        *(row[name] for name in _HASHED),
    ]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not key:
        return hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.digest(key, canonical.encode(), "sha256").hex()


def history(session: Session, ticket: Ticket) -> list[Event]:
    """Return the ticket's events, oldest first."""
    return list(
        session.exec(select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.seq)))
    )


def broken_links(session: Session, ticket: Ticket) -> list[Message]:
    """Return what is wrong with the ticket's chain; [] when it holds."""
    return broken_chain(key_of(session), ticket, history(session, ticket))


def broken_chain(key: bytes, ticket: Any, events: Sequence[Any]) -> list[Message]:
    """Return what is wrong with a ticket's chain, of which these are all the events in order."""
    errors = _broken_records(key, events)
    last = events[-1] if events else None
    if len(events) != ticket.events or (last is not None and last.hash != ticket.head):
        text = _(
            "{number}: the last record is not the one the ticket knows; one is missing or was added"
        )
        errors.append(text)
    if last is not None and last.to_state != ticket.state:
        errors.append(_("{number}: the state is not the one the last record led to"))
    return [error.given(number=ticket.number) for error in errors]


def _broken_records(key: bytes, events: Sequence[Any]) -> list[Message]:
    errors: list[Message] = []
    previous = FIRST_HASH
    for place, event in enumerate(events, 1):
        is_in_place = event.seq == place and event.previous == previous
        if not is_in_place or not _is_said_by(key, event):
            text = _("{number}: record {seq} was changed, or does not fit the one before it")
            errors.append(text.given(seq=event.seq))
        previous = event.hash
    return errors


def _is_said_by(key: bytes, event: Any) -> bool:
    """Tell whether the event's hash is its own; one from before there were anchors has no key."""
    said = dict(event._mapping) if isinstance(event, Row) else event.__dict__
    if event.hash == _hash_of(said, key):
        return True
    return event.anchored is None and event.hash == _hash_of(said, b"")
