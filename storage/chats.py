"""Chats and what came in through them, read and written for many messages at once: every message goes this way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from storage.inserting import insert_or_leave
from storage.outbox import put_in
from storage.tables import Chat, Evidence, OutboxRow, Received

Address = tuple[str, str]  # channel, address


def record_deliveries(session: Session, deliveries: Sequence[tuple[str, str]], now: datetime) -> set[tuple[str, str]]:
    """Record the platforms' ids of messages, each (channel, key), and return those that were not taken before."""
    hour = now.replace(minute=0, second=0, microsecond=0)  # the moment itself would tie a chat to what was filed in it
    rows = [{"channel": channel, "key": key, "at": hour} for channel, key in deliveries]
    return {(channel, key) for channel, key in session.connection().execute(_record(_is_sqlite(session)), rows)}


def find_chats(session: Session, languages: Mapping[Address, str | None], now: datetime) -> dict[Address, Chat]:
    """Return the rows of the chats, locked; those that are not there yet are begun, in the language given."""
    found = _load(session, languages) if languages else {}
    new = [address for address in languages if address not in found]
    if new:
        rows: list[dict[str, Any]] = [
            {
                "channel": channel, "address": address, "language": languages[channel, address], "state": {}, "gone": False,
                "seen_at": now, "window_at": now, "window_count": 0,
            }
            for channel, address in new
        ]  # fmt: skip
        session.connection().execute(_begin(_is_sqlite(session)), rows)  # two first messages may meet
        found |= _load(session, new)
    return found


def keep_chats(session: Session, standing: Mapping[int, Mapping[str, Any]]) -> None:
    """Write down where chats stand: by chat its `state`, `seen_at`, `window_at` and `window_count`."""
    rows = [{"_id": chat, **{f"_{name}": value for name, value in stands.items()}} for chat, stands in standing.items()]
    if rows:
        session.connection().execute(_KEEP, rows)


def record_picture(
    session: Session, chat_id: int, source: dict[str, Any], size: int | None, now: datetime, *, name: str = ""
) -> int:
    """Record a picture, or with its name a document, that is to be fetched, and return its id."""
    row = {"chat_id": chat_id, "source": source, "bytes": size, "not_before": now, "received_at": now, "name": name}
    return int(session.connection().execute(_PICTURE, row).scalar_one())


def not_taken(session: Session, pictures: Collection[int]) -> set[int]:
    """Return those of the pictures that were refused or could not be had."""
    if not pictures:
        return set()
    gone = (col(Evidence.id).in_(pictures), col(Evidence.state).in_(("refused", "lost")))
    return {each or 0 for each in session.exec(select(Evidence.id).where(*gone))}


def last_said(session: Session, chat_id: int) -> Mapping[str, Any]:
    """Return what was said last in this chat, {} when nothing was."""
    put_in(session)
    said = (OutboxRow.chat_id == chat_id, col(OutboxRow.state).in_(("queued", "sent", "doubtful")))
    newest = select(OutboxRow.payload).where(*said).order_by(col(OutboxRow.id).desc()).limit(1)
    return session.exec(newest).first() or {}


def let_go(session: Session, pictures: Iterable[int]) -> None:
    """Drop pictures that no conversation holds any more and no ticket took."""
    session.connection().execute(_LET_GO, {"_pictures": list(pictures)})


def _load(session: Session, addresses: Collection[Address]) -> dict[Address, Chat]:
    chats = session.execute(_FIND, {"channels": [each for each, _ in addresses], "addresses": [each for _, each in addresses]})
    return {(chat.channel, chat.address): chat for chat in chats.scalars()}


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


@cache
def _record(is_sqlite: bool) -> Any:
    return insert_or_leave(Received, is_sqlite=is_sqlite).returning(col(Received.channel), col(Received.key))


@cache
def _begin(is_sqlite: bool) -> Any:
    return insert_or_leave(Chat, is_sqlite=is_sqlite)


_PICTURES = Evidence.__table__  # type: ignore[attr-defined]  # SQLModel adds it
# Built once: to build such a statement takes longer than to run it.
_FIND = (
    select(Chat)
    .where(
        col(Chat.channel).in_(bindparam("channels", expanding=True)),
        col(Chat.address).in_(bindparam("addresses", expanding=True)),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
_KEEP = (
    update(Chat.__table__)  # type: ignore[attr-defined]  # SQLModel adds it
    .where(col(Chat.id) == bindparam("_id"))
    .values({name: bindparam(f"_{name}") for name in ("state", "seen_at", "window_at", "window_count")})
)
_PICTURE = insert(_PICTURES).values(role="report", state="pending", attempts=0, stamped=False).returning(_PICTURES.c.id)
_LET_GO = (
    update(_PICTURES)
    .where(
        _PICTURES.c.id.in_(bindparam("_pictures", expanding=True)),
        _PICTURES.c.ticket_id.is_(None),
        _PICTURES.c.filing_id.is_(None),
    )
    .values(state="dropped")
)
