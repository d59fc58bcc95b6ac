"""Claiming rows right before they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_
from sqlmodel import Session, col, select

from storage.tables import Chat, Evidence, OutboxRow, Person

_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_CHATS = Chat.__table__  # type: ignore[attr-defined]  # as above
_PERSONS = Person.__table__  # type: ignore[attr-defined]  # as above
# Built once, and run past the session's unit of work: every message of everybody is sent by these.
_CLAIM = (
    select(*_OUTBOX.c, func.coalesce(_CHATS.c.language, _PERSONS.c.language).label("language"))  # type: ignore[call-overload]  # typed up to four
    .join(_CHATS, _CHATS.c.id == _OUTBOX.c.chat_id)
    .outerjoin(_PERSONS, _PERSONS.c.id == _CHATS.c.person_id)
    .where(
        _OUTBOX.c.id.in_(bindparam("_ids", expanding=True)),
        _OUTBOX.c.state == "queued",
        _OUTBOX.c.not_before <= bindparam("_now"),
    )
)
_SENT = (
    select(_OUTBOX.c.reference)
    .where(
        _OUTBOX.c.chat_id == bindparam("_chat"),
        _OUTBOX.c.replaces == bindparam("_replaces"),
        _OUTBOX.c.state == "sent",
    )
    .order_by(_OUTBOX.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row right before it is sent; `replaced` is the reference of the message it replaces."""

    row: Row[Any]  # with OutboxRow's columns
    language: str | None
    replaced: str | None
    photos_pending: bool


def claim(session: Session, ids: Sequence[int], now: datetime) -> list[Claimed]:
    """Return those of the rows that are still to be sent, and due at `now`."""
    rows = session.connection().execute(_CLAIM, {"_ids": ids, "_now": now}).all()
    photos = {photo for row in rows for photo in row.payload.get("photos", ())}
    pending = _pending(session, photos) if photos else set()
    return [
        Claimed(
            row,
            row.language,
            _replaced(session, row),
            not pending.isdisjoint(row.payload.get("photos", ())),
        )
        for row in rows
    ]


def _pending(session: Session, photos: set[int]) -> set[int]:
    """Return those that are yet to be fetched, or to get their stamp."""
    unstamped = and_(
        col(Evidence.state) == "kept",
        col(Evidence.stamp).is_not(None),
        col(Evidence.stamped).is_(False),
    )
    query = select(Evidence.id).where(
        col(Evidence.id).in_(photos), or_(col(Evidence.state) == "pending", unstamped)
    )
    return {photo for photo in session.exec(query) if photo is not None}


def _replaced(session: Session, row: Row[Any]) -> str | None:
    if not row.payload.get("in_place"):
        return None
    reference: str | None = (
        session.connection()
        .execute(_SENT, {"_chat": row.chat_id, "_replaces": row.replaces})
        .scalar()
    )
    return reference or None
