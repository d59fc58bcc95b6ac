"""Finding the rows that are due, many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_
from sqlmodel import Session, select

from storage.tables import Chat, OutboxRow

MAX_HOLDING_ATTEMPTS = (
    5  # failed attempts for which a row holds its lane; after them later rows may pass
)
_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_CHATS = Chat.__table__  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True)
class Found:
    """A row that is due, or that holds its lane until it is."""

    id: int
    chat_id: int
    channel: str
    address: str
    gone: bool
    attempts: int
    not_before: datetime
    bulk: bool


def find_new(
    session: Session, channels: Collection[str], now: datetime, after: int, upto: int
) -> list[Found]:
    """Return due rows with ids above `after` and up to `upto`, in order; it reads no others."""
    given = {"_after": after, "_upto": upto, "_limit": upto - after}
    return _found(session, _NEW, channels, now, given)


def find_due(session: Session, channels: Collection[str], now: datetime, limit: int) -> list[Found]:
    """Return every due row, in order, `limit` at most."""
    return _found(session, _DUE, channels, now, {"_limit": limit})


def last_id(session: Session) -> int:
    """Return the highest id in the outbox."""
    return session.connection().execute(_LAST).scalar_one() or 0


def _finding(columns: Any) -> Select[Any]:
    """Return the statement that finds what is due, or holds its lane, in `_channels`."""
    holds = columns.attempts.between(1, MAX_HOLDING_ATTEMPTS)
    is_due = and_(columns.state == "queued", or_(columns.not_before <= bindparam("_now"), holds))
    found = select(  # type: ignore[call-overload]  # more columns than SQLModel has overloads for
        columns.id,
        columns.chat_id,
        _CHATS.c.channel,
        _CHATS.c.address,
        _CHATS.c.gone,
        columns.attempts,
        columns.not_before,
        columns.once.is_not(None),
    )
    in_these = _CHATS.c.channel.in_(bindparam("_channels", expanding=True))
    statement: Select[Any] = found.where(columns.chat_id == _CHATS.c.id, is_due, in_these).order_by(
        columns.id
    )
    return statement


# Built once: a look is taken after every commit.
_LAST = select(func.max(_OUTBOX.c.id))
_DUE = _finding(_OUTBOX.c).limit(bindparam("_limit"))
_THESE = select(_OUTBOX).where(
    _OUTBOX.c.id > bindparam("_after"), _OUTBOX.c.id <= bindparam("_upto")
)
# The limit keeps SQLite from taking the index of all that is queued instead.
_NEW = _finding(_THESE.limit(bindparam("_limit")).subquery().c)


def _found(
    session: Session,
    statement: Select[Any],
    channels: Collection[str],
    now: datetime,
    given: dict[str, int],
) -> list[Found]:
    rows = session.connection().execute(
        statement, {**given, "_channels": list(channels), "_now": now}
    )
    return [Found(*row) for row in rows]
