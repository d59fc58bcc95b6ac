"""Blurring: a minute later nothing stored says when an account wrote, or in which order with
others; what must be found again is found by the account alone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, func, or_, select, update
from sqlmodel import Session

from storage.outbox.notice import MessageKind
from storage.tables import Chat, Evidence, OutboxRow
from storage.tables.chats import IS_AT_REST, IS_RECENT
from storage.tables.evidence import IS_UNFILED
from storage.tables.outbox import IS_SETTLED

FRESH = timedelta(minutes=1)  # for which an open page may read anew, and a burst is counted
UNDER_WAY = timedelta(minutes=5)  # for which what gave way may still be on its way out
HALF_A_DAY = timedelta(hours=12)
# conversations of which nothing stays once they have ended, whoever held them
FORGOTTEN = frozenset({"complain", "receipt"})
PAGE_NUMBERS = 2**52  # a page's numbers are above 0 and exact in JavaScript
FIRST_SERIAL, SERIALS = 2**20, 2**30

_OUTBOX = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_CHATS, _PICTURES = Chat.__table__, Evidence.__table__  # type: ignore[attr-defined]  # as above
_OWN = _OUTBOX.c.kind != MessageKind.NOTICE.value  # said because the account itself wrote
_MOMENTS = ("not_before", "created_at", "sent_at")


def week_of(moment: datetime) -> datetime:
    """Return the Monday on which the moment's week began."""
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def shift_of(secret: bytes, chat_id: int) -> int:
    """Return by how much the numbers of a chat's messages are moved once they are settled.

    Within the chat their order stays; with another chat's they cannot be compared.
    """
    keyed = hmac.digest(secret, f"order of {chat_id}".encode(), hashlib.sha256)
    return int(2**41 + int.from_bytes(keyed[:8], "big") % (PAGE_NUMBERS - 2**42))


def seal_reference(secret: bytes, chat_id: int, reference: str) -> str:
    """Return a platform's number of a message so that no order can be read from it; the same one
    is always sealed alike.
    """
    clear = reference.encode()
    tag = hmac.digest(secret, f"{chat_id}:{reference}".encode(), hashlib.sha256)[:8]
    return f"~{tag.hex()}{_mixed(secret, tag, clear).hex()}"


def open_reference(secret: bytes, reference: str) -> str:
    """Return the platform's number, sealed or not."""
    if not reference.startswith("~"):
        return reference
    sealed = bytes.fromhex(reference[1:])
    return _mixed(secret, sealed[:8], sealed[8:]).decode()


def _mixed(secret: bytes, tag: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(hmac.digest(secret, tag, hashlib.sha256)).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))


def is_blurred(row: OutboxRow) -> bool:
    """Tell whether this message's moments say no more than its week."""
    return row.id is not None and row.id < 0 and row.kind != MessageKind.NOTICE.value


def blur(session: Session, secret: bytes, now: datetime) -> int:
    """Take from what is more than a minute old when it was and in which order; returns how much."""
    before = now - FRESH
    fresh = _fresh_rows(session, now)
    recent = _recent_chats(session, before)
    touched = {row.chat_id for row in fresh} | {chat.id for chat in recent}
    removed = _forget_ended(session, sorted(touched))
    _shift(session, secret, [row for row in fresh if row.id not in removed])
    _blur_chats(session, recent)
    return len(fresh) + len(recent) + _blur_pictures(session, before)


def _fresh_rows(session: Session, now: datetime) -> Sequence[Row[Any]]:
    """Return the settled messages that still have their number and their moments."""
    before = now - FRESH
    is_over = and_(
        _OUTBOX.c.created_at < before,
        or_(_OUTBOX.c.sent_at.is_(None), _OUTBOX.c.sent_at < before),
        or_(_OUTBOX.c.state != "superseded", _OUTBOX.c.created_at < now - UNDER_WAY),
    )
    names = ("id", "chat_id", "kind", "private", "reference", "created_at", "sent_at")
    listed = select(*(_OUTBOX.c[name] for name in names)).where(IS_SETTLED, is_over)
    return session.connection().execute(listed).all()


def _shift(session: Session, secret: bytes, rows: Iterable[Row[Any]]) -> None:
    """Move the rows' numbers, and take the moments from what the account itself gave rise to."""
    moved, blurred = [], []
    for row in rows:
        values = {"_id": row.id, "_to": row.id - shift_of(secret, row.chat_id)}
        if row.kind == MessageKind.NOTICE.value:
            moved.append(values)
            continue
        # what nobody has seen yet is kept for a whole day
        at = week_of(row.created_at)
        values["_at"] = _next_half_day(row.created_at) + HALF_A_DAY if row.private else at
        values["_sent_at"] = values["_at"] if row.sent_at is not None else None
        values["_reference"] = ""
        if row.reference and row.reference != str(row.id):
            values["_reference"] = seal_reference(secret, row.chat_id, row.reference)
        blurred.append(values)
    if moved:
        session.connection().execute(_MOVE, moved)
    if blurred:
        session.connection().execute(_BLUR, blurred)


def _recent_chats(session: Session, before: datetime) -> Sequence[Row[Any]]:
    columns = (_CHATS.c[name] for name in ("id", "person_id", "seen_at", "by_receipt", "serial"))
    recent = select(*columns).where(IS_RECENT, _CHATS.c.seen_at < before)
    return session.connection().execute(recent.order_by(_CHATS.c.seen_at)).all()


def _blur_chats(session: Session, chats: Sequence[Row[Any]]) -> None:
    """Keep of the last visit its week; of a person's chats also which was used last."""
    people = {chat.person_id for chat in chats if chat.person_id is not None}
    others = (
        select(_CHATS.c.person_id, func.max(_CHATS.c.seen_at).label("at"))
        .where(_CHATS.c.person_id.in_(people), IS_AT_REST)
        .group_by(_CHATS.c.person_id)
    )
    last: dict[int | None, datetime] = {}
    if people:
        last = {row.person_id: row.at for row in session.connection().execute(others)}
    changed = []
    for chat in chats:
        at = _next_half_day(chat.seen_at) if chat.by_receipt else week_of(chat.seen_at)
        if chat.person_id is not None:
            latest = last.get(chat.person_id)
            at = (
                at if latest is None else max(at, latest.replace(tzinfo=UTC) + timedelta(seconds=1))
            )
            last[chat.person_id] = at
        changed.append({"_id": chat.id, "_at": at, "_serial": _veiled(chat.serial)})
    if changed:
        session.connection().execute(_REST, changed)


def _veiled(serial: int) -> int:
    """Return a question's number from which it cannot be told how many were asked."""
    if serial < FIRST_SERIAL:
        return FIRST_SERIAL + secrets.randbelow(SERIALS)
    return serial + secrets.randbelow(16)


def _next_half_day(moment: datetime) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    return midnight + HALF_A_DAY * (1 + (moment.replace(tzinfo=UTC) - midnight) // HALF_A_DAY)


@dataclass(frozen=True, slots=True)
class _Said:
    """A message of a conversation, and the chat in which it was said."""

    id: int
    conversation: str
    about: str
    is_unseen: bool


def _forget_ended(session: Session, chats: Sequence[int]) -> set[int]:
    """Remove in these chats what was said in conversations that have ended; returns the numbers.

    Of a person's chat stays what is about a ticket or another matter, such as a receipt.
    """
    removed: set[int] = set()
    for start in range(0, len(chats), 500):
        some = chats[start : start + 500]
        said = _said_in(session, some)
        for chat in session.connection().execute(_WHOSE, {"_chats": some}).all():
            running = {frame[0] for frame in chat.state.get("stack", ())}
            is_stranger = chat.person_id is None
            removed.update(_ended(said.get(chat.id, []), running, is_stranger=is_stranger))
    for start in range(0, len(removed), 500):
        some = sorted(removed)[start : start + 500]
        session.connection().execute(delete(_OUTBOX).where(_OUTBOX.c.id.in_(some)))
    return removed


def _said_in(session: Session, chats: Collection[int]) -> dict[int, list[_Said]]:
    said: dict[int, list[_Said]] = {}
    for row in session.connection().execute(_SAID, {"_chats": list(chats)}):
        is_unseen = row.private and row.kind != MessageKind.REMOVED.value
        each = _Said(row.id, row.conversation, row.about, is_unseen)
        said.setdefault(row.chat_id, []).append(each)
    return said


def _ended(said: Iterable[_Said], running: Collection[str], *, is_stranger: bool) -> Iterator[int]:
    """Yield what is to go of what was said in a chat."""
    for each in said:
        if each.is_unseen or each.conversation in running:
            continue
        if is_stranger or not each.about or each.conversation in FORGOTTEN:
            yield each.id


def _blur_pictures(session: Session, before: datetime) -> int:
    """Forget who sent what was not taken, and when what is still in a draft came."""
    over = (IS_UNFILED, _PICTURES.c.received_at < before, _PICTURES.c.chat_id.is_not(None))
    not_taken = _PICTURES.c.state.in_(("refused", "lost", "dropped"))
    ended = select(_PICTURES.c.id).where(*over, not_taken, _PICTURES.c.role != "filing")
    parted = [{"_id": number} for number in session.connection().scalars(_by_unfiled(ended))]
    if parted:
        session.connection().execute(_PART, parted)
    columns = (_PICTURES.c[name] for name in ("id", "chat_id", "received_at"))
    drafts = (
        select(*columns)
        .join(_CHATS, _CHATS.c.id == _PICTURES.c.chat_id)
        .where(*over, _PICTURES.c.state == "kept", _CHATS.c.person_id.is_(None))
        .order_by(_PICTURES.c.received_at, _PICTURES.c.id)
    )
    places: dict[int, int] = {}
    changed = []
    for row in session.connection().execute(_by_unfiled(drafts)):
        place = places[row.chat_id] = places.get(row.chat_id, 0) + 1
        at = week_of(row.received_at.replace(tzinfo=UTC)) + timedelta(seconds=place)
        if at.replace(tzinfo=None) != row.received_at.replace(tzinfo=None):
            changed.append({"_id": row.id, "_at": at})
    if changed:
        session.connection().execute(_WHEN_SENT, changed)
    return len(parted) + len(changed)


def _by_unfiled(query: Select[Any]) -> Select[Any]:
    """Read by the index of the few pictures that nothing holds."""
    return query.with_hint(_PICTURES, "INDEXED BY evidence_unfiled", "sqlite")


_ID: Any = bindparam("_id")
_MOVE = update(_OUTBOX).where(_OUTBOX.c.id == _ID).values(id=bindparam("_to"))
_BLUR = _MOVE.values(
    not_before=bindparam("_at"),
    created_at=bindparam("_at"),
    sent_at=bindparam("_sent_at"),
    reference=bindparam("_reference"),
)
_REST = (
    update(_CHATS)
    .where(_CHATS.c.id == _ID)
    .values(
        seen_at=bindparam("_at"),
        serial=bindparam("_serial"),
        window_at=None,
        window_count=0,
        left_out_files=0,
        left_out_messages=0,
    )
)
_WHOSE = select(*(_CHATS.c[name] for name in ("id", "person_id", "state"))).where(
    _CHATS.c.id.in_(bindparam("_chats", expanding=True))
)
_OF_SAID = ("id", "chat_id", "kind", "conversation", "about", "private")
_SAID = (
    select(*(_OUTBOX.c[name] for name in _OF_SAID))
    .where(
        _OUTBOX.c.chat_id.in_(bindparam("_chats", expanding=True)),
        _OWN,
        _OUTBOX.c.state != "queued",
    )
    .order_by(_OUTBOX.c.chat_id, _OUTBOX.c.id)
)
_PART = update(_PICTURES).where(_PICTURES.c.id == _ID).values(chat_id=None, source={})
_WHEN_SENT = (
    update(_PICTURES)
    .where(_PICTURES.c.id == _ID)
    .values(received_at=bindparam("_at"), not_before=bindparam("_at"))
)
