"""The ledger: the one place that changes a ticket's state, with the event that says so, chained to
the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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

FIRST = "0" * 64
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
    kept = {name: value for name, value in note.items() if value not in (None, "", (), [])}
    row: dict[str, Any] = {
        "ticket_id": ticket.id,
        "seq": ticket.events + 1,
        "at": desk.now,
        "actor": party.value,
        "name": event,
        "actor_id": None if party is Party.COMPLAINANT else desk.actor.person_id,
        "from_state": before,
        "to_state": after,
        "note": json.loads(json.dumps(kept)),
        "previous": ticket.head or FIRST,
    }
    row["hash"] = _hash_of(row)
    moved = {"state": after, "events": row["seq"], "head": row["hash"]}
    buffer_write(desk.session, _APPEND, [row])
    buffer_write(
        desk.session,
        _MOVE,
        [{"_id": ticket.id, **{f"_{name}": value for name, value in moved.items()}}],
    )
    for name, value in moved.items():
        set_committed_value(ticket, name, value)
    if before != after:
        desk.moved[ticket.id or 0] = ticket


def hash_of(event: Event) -> str:
    """Return the event's hash: SHA-256 over what it says and the hash before it, as canonical JSON."""
    return _hash_of(event.__dict__)


def _hash_of(row: Mapping[str, Any]) -> str:
    said = [
        row["previous"],
        row["ticket_id"],
        row["seq"],
        row["at"].astimezone(UTC).isoformat(),
        *(row[name] for name in _HASHED),
    ]
    return hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def history(session: Session, ticket: Ticket) -> list[Event]:
    """Return the ticket's events, oldest first."""
    return list(
        session.exec(select(Event).where(Event.ticket_id == ticket.id).order_by(col(Event.seq)))
    )


def broken_links(session: Session, ticket: Ticket) -> list[Message]:
    """Return what is wrong with the ticket's chain; [] when it holds."""
    faults: list[Message] = []
    events, head = history(session, ticket), FIRST
    for place, event in enumerate(events, 1):
        if event.seq != place or event.previous != head or event.hash != hash_of(event):
            faults.append(
                _(
                    "{number}: record {seq} was changed, or does not fit the one before it",
                    seq=event.seq,
                )
            )
        head = event.hash
    if len(events) != ticket.events or (events and head != ticket.head):
        faults.append(
            _(
                "{number}: the last record is not the one the ticket knows; one is "
                "missing or was added"
            )
        )
    if events and events[-1].to_state != ticket.state:
        faults.append(_("{number}: the state is not the one the last record led to"))
    return [each.given(number=ticket.number) for each in faults]
