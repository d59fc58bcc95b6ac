"""What delivery reads and writes of the outbox, always for many rows at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    func,
    or_,
    text,
    true,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from storage.database import Database
from storage.outbox.queue import BLANK, blank_if_private
from storage.tables import Chat, Evidence, OutboxRow, Person

HOLD = 5  # failed attempts for which a row holds its lane; after them later rows may pass
DELIVERY = 0x4D44  # the first half of the advisory locks' keys


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


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row as it stands right before it is sent; `replaced` is the reference of the message whose
    place it takes.
    """

    row: Row[Any]  # with OutboxRow's columns
    language: str | None
    replaced: str | None
    photos_pending: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row. `state` as in OutboxRow; `gone` ends the whole chat.

    What a private row said is removed once it is sent or dead, unless `keeps_words`: then the
    channel sees to that.
    """

    id: int
    chat_id: int
    state: str
    error: str | None = None
    sent_at: datetime | None = None
    reference: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    gone: bool = False
    keeps_words: bool = False


def find_new(
    session: Session, channels: Collection[str], now: datetime, after: int, upto: int
) -> list[Found]:
    """Return due rows with ids above `after` and up to `upto`, in order; it reads no others,
    however many wait.
    """
    given = {"_after": after, "_upto": upto, "_most": upto - after}
    return _found(session, _NEW, channels, now, given)


def find_due(session: Session, channels: Collection[str], now: datetime, most: int) -> list[Found]:
    """Return every due row, in order, `most` at most."""
    return _found(session, _DUE, channels, now, {"_most": most})


def last_id(session: Session) -> int:
    """Return the highest id in the outbox."""
    return session.connection().execute(_LAST).scalar_one() or 0


def count_due(session: Session, channels: Collection[str], now: datetime) -> int:
    """Return how many rows are due."""
    due = and_(
        col(OutboxRow.state) == "queued",
        col(OutboxRow.not_before) <= now,
        col(Chat.channel).in_(channels),
    )
    return session.exec(select(func.count()).select_from(OutboxRow).join(Chat).where(due)).one()


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


def settle(session: Session, outcomes: Iterable[Outcome]) -> None:
    """Write down what became of the rows."""
    by_kind: dict[tuple[str, bool], list[Outcome]] = {}
    for each in outcomes:
        by_kind.setdefault(
            (each.state, each.state in ("sent", "dead") and not each.keeps_words), []
        ).append(each)
    for (state, blank), some in by_kind.items():
        _settle_alike(session, state, blank, some)
    for each in (each for some in by_kind.values() for each in some if each.gone):
        _end_chat(session, each)


class Turns:
    """Which channels this process delivers for: on PostgreSQL one process a channel, by an advisory
    lock.

    A platform counts all that is sent for one account, so two deliverers would overrun its limits
    and mix up the order within a chat. The lock ends with its connection, so a replica that dies is
    followed by another within one sweep.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._held: set[str] = set()

    def take(self, channels: Iterable[str]) -> set[str]:
        """Return those of the channels that are ours now; raises SQLAlchemyError when the database
        is away, then none are.
        """
        if self._database.is_sqlite:
            return set(channels)
        try:
            if self._connection is None:
                self._connection = self._database.writer.connect().execution_options(
                    isolation_level="AUTOCOMMIT"
                )
            self._connection.execute(text("SELECT 1"))
            for name in channels:
                if (
                    name not in self._held
                    and self._connection.execute(_TAKE, _key(name)).scalar_one()
                ):
                    self._held.add(name)
        except SQLAlchemyError:
            self.give_back()
            raise
        return set(self._held)

    def give_back(self) -> None:
        """Let another replica deliver."""
        connection, self._connection, self._held = self._connection, None, set()
        if connection is not None:
            with suppress(SQLAlchemyError):  # without a connection there are no locks either
                connection.execute(
                    _GIVE_BACK
                )  # the server sees a closed connection only a while later
            # closed rather than pooled: a pooled connection might go on holding the locks
            connection.invalidate()
            connection.close()


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

_TAKE = text("SELECT pg_try_advisory_lock(:room, :channel)")
_GIVE_BACK = text("SELECT pg_advisory_unlock_all()")


def _key(channel: str) -> dict[str, int]:
    return {"room": DELIVERY, "channel": crc32(channel.encode()) & 0x7FFFFFFF}


def _finding(columns: Any) -> Select[Any]:
    """Return the statement that finds what is due, or holds its lane until it is, at `_now` in
    `_channels`.
    """
    holds = columns.attempts.between(1, HOLD)
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
_DUE = _finding(_OUTBOX.c).limit(bindparam("_most"))
_THESE = select(_OUTBOX).where(
    _OUTBOX.c.id > bindparam("_after"), _OUTBOX.c.id <= bindparam("_upto")
)
# The limit keeps SQLite from taking the index of all that is queued instead.
_NEW = _finding(_THESE.limit(bindparam("_most")).subquery().c)


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
    return {each for each in session.exec(query) if each is not None}


def _replaced(session: Session, row: Row[Any]) -> str | None:
    if not row.payload.get("in_place"):
        return None
    reference: str | None = (
        session.connection()
        .execute(_SENT, {"_chat": row.chat_id, "_replaces": row.replaces})
        .scalar()
    )
    return reference or None


def _settle_alike(session: Session, state: str, blank: bool, outcomes: list[Outcome]) -> None:
    rows = [
        {
            "_id": each.id,
            "_error": each.error,
            "_attempts": each.attempts,
            "_not_before": each.not_before,
            "_sent_at": each.sent_at,
            "_reference": each.reference,
        }
        for each in outcomes
    ]
    session.connection().execute(_mark(state, blank), rows)


@cache
def _mark(state: str, blank: bool) -> Update:
    values: dict[str, Any] = {
        "state": state,
        "error": bindparam("_error"),
        "attempts": bindparam("_attempts"),
    }
    if state == "queued":
        values["not_before"] = bindparam("_not_before")
    else:
        values |= {"sent_at": bindparam("_sent_at"), "reference": bindparam("_reference")}
    if blank:
        values["payload"] = blank_if_private()
    # What was sent was sent, even if something newer has taken its place meanwhile; a retry must
    # not bring that one back.
    still = true() if state in ("sent", "doubtful") else _OUTBOX.c.state == "queued"
    return update(_OUTBOX).where(_OUTBOX.c.id == bindparam("_id"), still).values(values)


def _end_chat(session: Session, outcome: Outcome) -> None:
    session.execute(update(Chat).where(col(Chat.id) == outcome.chat_id).values(gone=True))
    queued = (col(OutboxRow.chat_id) == outcome.chat_id, col(OutboxRow.state) == "queued")
    session.execute(update(OutboxRow).where(*queued, col(OutboxRow.private)).values(payload=BLANK))
    session.execute(update(OutboxRow).where(*queued).values(state="dead", error=outcome.error))
