"""Chats and what came in through them, read and written for many messages at once: every message
goes this way.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, select

from storage.moments import week_of
from storage.records import change_rows
from storage.tables import Chat, Evidence, Received
from storage.tables.evidence import IS_UNFILED
from storage.upsert import insert_or_leave
from storage.write_buffer import beside

KEY_DIGITS = 32  # of a delivery's hash
NUMBER_BITS = 31  # of a chat's and a picture's number, which says nothing of the order they came in
Address = tuple[str, str]  # channel, address


@dataclass(slots=True)
class Standing:
    """A chat's row as a transaction found it and has left it so far; the functions of this module
    write what changes in it.
    """

    id: int
    channel: str
    address: str
    person_id: int | None
    state: dict[str, Any]
    serial: int
    by_receipt: bool
    seen_at: datetime
    window_at: datetime | None
    window_count: int
    left_out_files: int
    left_out_messages: int
    gone: bool

    def drop_conversations(self) -> None:
        """Forget what was begun in the chat."""
        self.state, self.by_receipt = {}, False


@dataclass(frozen=True, slots=True)
class Pictured:
    """How a picture stands that a conversation holds."""

    id: int
    chat_id: int | None
    ticket_id: int | None
    state: str
    received_at: datetime

    @property
    def was_not_taken(self) -> bool:
        """Tell whether it was refused or could not be had."""
        return self.state in ("refused", "lost")

    def is_usable_in(self, chat_id: int) -> bool:
        """Tell whether this chat may still give it to a ticket."""
        return (
            self.ticket_id is None and self.chat_id == chat_id and self.state in ("pending", "kept")
        )


def record_deliveries(
    session: Session, deliveries: Sequence[tuple[str, str]], now: datetime, secret: bytes = b""
) -> set[tuple[str, str]]:
    """Record the platforms' ids of messages, each (channel, key), and return those that were not
    taken before.

    Only their hashes are kept, for some name the account, and only the week.
    """
    week = week_of(now)
    hashed = {(channel, hash_of_key(secret, key)): (channel, key) for channel, key in deliveries}
    rows = [{"channel": channel, "key": key, "at": week} for channel, key in hashed]
    found = session.connection().execute(_record(_is_sqlite(session)), rows)
    return {hashed[channel, key] for channel, key in found}


def hash_of_key(secret: bytes, key: str) -> str:
    """Return under what a delivery is recorded: its key may name the account."""
    return hmac.digest(secret, key.encode(), "sha256").hex()[:KEY_DIGITS]


def find_chats(
    session: Session, languages: Mapping[Address, str | None], now: datetime
) -> dict[Address, Standing]:
    """Return the rows of the chats, locked; those that are not there yet are begun, in the language
    given.
    """
    found = _load(session, languages) if languages else {}
    # should a number be taken, another one is drawn
    while new := [address for address in languages if address not in found]:
        rows: list[dict[str, Any]] = [
            {
                "id": _random_number(),
                "channel": channel,
                "address": address,
                "language": languages[channel, address],
                "state": {},
                "serial": 0,
                "by_receipt": False,
                "gone": False,
                "seen_at": now,
                "window_at": now,
                "window_count": 0,
                "left_out_files": 0,
                "left_out_messages": 0,
            }
            for channel, address in new
        ]
        session.connection().execute(
            _begin(_is_sqlite(session)), rows
        )  # two first messages may meet
        found |= _load(session, new)
    return found


def count_waiting_pictures(session: Session, chat_id: int) -> int:
    """Return how many pictures of the chat have not been fetched and proved yet."""
    waiting = select(func.count()).where(
        col(Evidence.chat_id) == chat_id, col(Evidence.state) == "pending"
    )
    return session.exec(waiting).one()


def keep_chats(session: Session, chats: Iterable[Standing]) -> None:
    """Write down where chats stand: the columns of _CHAT_COLUMNS."""
    rows = [
        {"_id": chat.id, **{f"_{name}": getattr(chat, name) for name in _CHAT_COLUMNS}}
        for chat in chats
    ]
    if rows:
        session.connection().execute(_KEEP, rows)


def mark_gone(session: Session, chat: Standing, *, gone: bool) -> None:
    """Write down whether anything can be delivered to the chat."""
    chat.gone = gone
    session.connection().execute(_MARK, {"_id": chat.id, "_gone": gone})


def look_again(session: Session, chat: Standing) -> None:
    """Take over whose chat it is, after somebody joined in it."""
    session.flush()
    chat.person_id, chat.gone = session.connection().execute(_WHOSE, {"_id": chat.id}).one()


def _random_number() -> int:
    return secrets.randbits(NUMBER_BITS - 1) + 1


def record_picture(
    session: Session,
    chat_id: int,
    source: dict[str, Any],
    size: int | None,
    sent_at: datetime,
    *,
    name: str = "",
    held: Collection[int] = (),
) -> int:
    """Record a picture, or with its name a document, that is to be fetched, and return its id.

    It stands behind those `held` by the same conversation; else it says nothing of the order.
    """
    row = {
        "id": max(held) + 1 if held else _random_number(),
        "chat_id": chat_id,
        "source": source,
        "bytes": size,
        "not_before": sent_at,
        "received_at": sent_at,
        "name": name,
    }
    statement = _record_picture(_is_sqlite(session))
    while (number := beside(session).execute(statement, row).scalar()) is None:
        row["id"] = _random_number()
    return int(number)


def look_at_pictures(session: Session, pictures: Collection[int]) -> list[Pictured]:
    """Return how these pictures stand."""
    if not pictures:
        return []
    return [
        Pictured(*row) for row in session.connection().execute(_LOOK, {"_pictures": list(pictures)})
    ]


def not_taken(session: Session, pictures: Collection[int]) -> set[int]:
    """Return those of the pictures that were refused or could not be had."""
    if not pictures:
        return set()
    gone = (col(Evidence.id).in_(pictures), col(Evidence.state).in_(("refused", "lost")))
    return {picture or 0 for picture in session.exec(select(Evidence.id).where(*gone))}


def let_go(session: Session, pictures: Iterable[int]) -> None:
    """Drop pictures that no conversation holds any more and no ticket took."""
    change_rows(
        session, Evidence, (col(Evidence.id).in_(list(pictures)), IS_UNFILED), state="dropped"
    )


def _load(session: Session, addresses: Collection[Address]) -> dict[Address, Standing]:
    wanted = {
        "channels": [channel for channel, _address in addresses],
        "addresses": [address for _channel, address in addresses],
    }
    return {
        (row.channel, row.address): Standing(*row)
        for row in session.connection().execute(_FIND, wanted)
    }


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


@cache
def _record(is_sqlite: bool) -> Any:
    return insert_or_leave(Received, is_sqlite=is_sqlite).returning(
        col(Received.channel), col(Received.key)
    )


@cache
def _record_picture(is_sqlite: bool) -> Any:
    new = {"role": "report", "state": "pending", "attempts": 0, "stamped": False}
    inserted = insert_or_leave(Evidence, is_sqlite=is_sqlite).values(new)
    return inserted.returning(col(Evidence.id))


@cache
def _begin(is_sqlite: bool) -> Any:
    return insert_or_leave(Chat, is_sqlite=is_sqlite)


_CHATS, _PICTURES = Chat.__table__, Evidence.__table__  # type: ignore[attr-defined]  # SQLModel adds them
# Built once: to build such a statement takes longer than to run it.
_FIND = (
    select(*(_CHATS.c[column.name] for column in fields(Standing)))
    .where(
        _CHATS.c.channel.in_(bindparam("channels", expanding=True)),
        _CHATS.c.address.in_(bindparam("addresses", expanding=True)),
    )
    .with_for_update()
)
_CHAT_COLUMNS = (
    "state",
    "serial",
    "by_receipt",
    "seen_at",
    "window_at",
    "window_count",
    "left_out_files",
    "left_out_messages",
)
_THIS = _CHATS.c.id == bindparam("_id")
_KEEP = update(_CHATS).where(_THIS).values({name: bindparam(f"_{name}") for name in _CHAT_COLUMNS})
_MARK = update(_CHATS).where(_THIS).values(gone=bindparam("_gone"))
_WHOSE = select(_CHATS.c.person_id, _CHATS.c.gone).where(_THIS)
_LOOK = select(*(_PICTURES.c[column.name] for column in fields(Pictured))).where(
    _PICTURES.c.id.in_(bindparam("_pictures", expanding=True))
)
