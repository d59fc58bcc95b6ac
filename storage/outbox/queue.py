"""The outbox: what is to be said to whom, queued in the transaction that caused it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, event, insert, literal, update
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlmodel import Session, col, select

from locales import (
    Buttons,
    ChoiceButton,
    Message,
    PageButton,
    _,
    message_from_json,
    message_to_json,
)
from locales.button import button_from_json, button_to_json
from storage.id_chunks import pieces
from storage.tables import Chat, OutboxRow, Person
from storage.upsert import insert_or_leave
from storage.write_buffer import WriteBuffer, beside

# a message that was sent with such a `replaces` key is edited; other keys only reach what is unsent
IN_PLACE = "pages:"


_UNWRITTEN = "outbox.unwritten"  # in session.info: what is still to be written
_SAVED = "outbox.saved"  # in session.info: by savepoint, what was unwritten when it began

_TABLE = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it

# What a private message says once it is not needed any more; a web chat may still show it.
BLANK: dict[str, Any] = {
    "text": message_to_json(_("This message was shown once and has been removed to protect you."))
}


def blank_if_private() -> Any:
    """Return what an UPDATE of the outbox sets `payload` to, so that private rows no longer say
    what they said.
    """
    return case((_TABLE.c.private, literal(BLANK, _TABLE.c.payload.type)), else_=_TABLE.c.payload)


# Built once, and run past the session's unit of work: every message of everybody goes through here.
_INSERT = insert(_TABLE).inline()
_SUPERSEDE = (
    update(_TABLE)
    .where(
        _TABLE.c.chat_id == bindparam("_chat"),
        _TABLE.c.replaces == bindparam("_replaces"),
        _TABLE.c.state == "queued",
    )
    .values(state="superseded", payload=blank_if_private())
)
_CHATS, _PERSONS = Chat.__table__, Person.__table__  # type: ignore[attr-defined]  # SQLModel adds them
_USED = (
    select(_CHATS.c.person_id, _CHATS.c.id)
    .join(_PERSONS, _PERSONS.c.id == _CHATS.c.person_id)
    .where(
        _PERSONS.c.id.in_(bindparam("_people", expanding=True)), _PERSONS.c.active, ~_CHATS.c.gone
    )
    .order_by(_CHATS.c.seen_at)
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one chat: a sentence with facts, buttons and pictures by
    evidence id.

    `choices` says that the buttons answer a question, so a channel without room for them may number
    them instead. `drawing` is a picture yet to be drawn, when it is sent and in the reader's
    language: its facts as JSON (see bot.media.drawings). `in_place` says that it takes the place of
    the message sent under the same IN_PLACE key, which therefore has to be looked for. `stays` says
    that it is for whoever writes in its chat, and goes to no other chat of the person to whom the
    chat was bound.
    """

    text: Message
    buttons: Buttons = ()
    photos: tuple[int, ...] = ()
    choices: bool = False
    drawing: dict[str, Any] | None = None
    in_place: bool = False
    stays: bool = False

    @property
    def asks(self) -> bool:
        """Tell whether it asks a question, which only its own chat can answer."""
        return any(isinstance(each, ChoiceButton | PageButton) for each in self.buttons)

    def to_json(self) -> dict[str, Any]:
        """Return the notice as it is stored."""
        stored: dict[str, Any] = {"text": message_to_json(self.text)}
        if self.buttons:
            stored["buttons"] = [button_to_json(each) for each in self.buttons]
        if self.photos:
            stored["photos"] = list(self.photos)
        if self.choices:
            stored["choices"] = True
        if self.drawing is not None:
            stored["drawing"] = self.drawing
        if self.in_place:
            stored["in_place"] = True
        if self.stays:
            stored["stays"] = True
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Notice:
        """Return the notice that `to_json` wrote."""
        buttons = tuple(map(button_from_json, stored.get("buttons", ())))
        return cls(
            message_from_json(stored["text"]),
            buttons,
            tuple(stored.get("photos", ())),
            stored.get("choices", False),
            stored.get("drawing"),
            stored.get("in_place", False),
            stored.get("stays", False),
        )


@dataclass(slots=True)
class _Unwritten:
    """What a transaction has said and not yet written: keys taken back, then rows queued."""

    taken_back: set[tuple[int, str]] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def copy(self) -> _Unwritten:
        return _Unwritten(set(self.taken_back), list(self.rows))


def take_back(session: Session, chat_id: int, replaces: str) -> None:
    """Take back what is unsent with this `replaces` key; what was private in it is not kept."""
    unwritten = _unwritten(session)
    unwritten.taken_back.add((chat_id, replaces))
    unwritten.rows = [
        row for row in unwritten.rows if (row["chat_id"], row["replaces"]) != (chat_id, replaces)
    ]


def hand_over_unsent(
    session: Session, chat_id: int, other: int | None, now: datetime, *, keeps: bool
) -> None:
    """Take back what is unsent in a chat that changes hands, as a new row for the `other` chat, if
    there is one.

    What was said in its conversations ends; what `stays`, such as news of a complaint made there,
    stays if the chat `keeps` it.
    """
    put_in(session)
    unsent = session.exec(
        select(OutboxRow)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.state == "queued")
        .order_by(col(OutboxRow.id))
    )
    ended = []
    for row in unsent.all():
        notice = Notice.from_json(row.payload)
        if notice.stays and keeps:
            continue
        ended.append(row.id)
        if other is not None and not (notice.stays or notice.asks or row.private or row.replaces):
            queue(session, other, notice, now, not_before=row.not_before)
    over = update(_TABLE).where(_TABLE.c.id.in_(ended), _TABLE.c.state == "queued")
    beside(session).execute(over.values(state="superseded", payload=blank_if_private()))


def hurry(session: Session, chat_id: int, replaces: str, now: datetime) -> None:
    """Send what is held back with this `replaces` key at once, so that what is said next comes
    after it.
    """
    for row in held_back(session, chat_id, replaces):
        queue(
            session,
            chat_id,
            Notice.from_json(row.payload),
            now,
            replaces=replaces,
            private=row.private,
        )


def held_back(session: Session, chat_id: int, replaces: str) -> Sequence[OutboxRow]:
    """Return what is held back with this `replaces` key: not sent, and not tried either."""
    held = (
        OutboxRow.chat_id == chat_id,
        OutboxRow.replaces == replaces,
        OutboxRow.state == "queued",
        OutboxRow.attempts == 0,
    )
    return session.exec(select(OutboxRow).where(*held)).all()


def queue(
    session: Session,
    chat_id: int,
    notice: Notice,
    now: datetime,
    *,
    once: str | None = None,
    replaces: str | None = None,
    private: bool = False,
    not_before: datetime | None = None,
) -> bool:
    """Put a notice on its way; False when one with the same `once` key was queued before.

    An unsent row of the same chat with the same `replaces` key gives way to this one.
    """
    if replaces is not None:
        take_back(session, chat_id, replaces)
    row = {
        "chat_id": chat_id,
        "payload": notice.to_json(),
        "once": once,
        "replaces": replaces,
        "private": private,
        "state": "queued",
        "attempts": 0,
        "not_before": not_before or now,
        "created_at": now,
        "reference": "",
    }
    if once is None:
        _unwritten(session).rows.append(row)
        return True
    put_in(session)
    inserted = session.connection().execute(
        _insert_once(session.get_bind().dialect.name == "sqlite"), row
    )
    return inserted.first() is not None  # PostgreSQL's rowcount does not tell


@cache
def _insert_once(is_sqlite: bool) -> Any:
    return insert_or_leave(OutboxRow, is_sqlite=is_sqlite).returning(col(OutboxRow.id))


def put_in(session: Session) -> None:
    """Write what this transaction has said so far: one statement for all that gives way, one for
    all that is queued.
    """
    unwritten: _Unwritten | None = session.info.pop(_UNWRITTEN, None)
    if unwritten is None:
        return
    if unwritten.taken_back:
        keys = [
            {"_chat": chat, "_replaces": replaces}
            for chat, replaces in sorted(unwritten.taken_back)
        ]
        beside(session).execute(_SUPERSEDE, keys)
    if unwritten.rows:
        beside(session).execute(_INSERT, unwritten.rows)


def _unwritten(session: Session) -> _Unwritten:
    unwritten: _Unwritten = session.info.setdefault(_UNWRITTEN, _Unwritten())
    return unwritten


class Transaction(WriteBuffer):
    """A session that writes: what is said in it waits, and goes into the outbox with one statement
    before it commits.
    """

    def begin_nested(self) -> SessionTransaction:
        """Begin a savepoint; what was said before it must not be lost with it, even where it is
        written within it.
        """
        savepoint = super().begin_nested()
        self.info.setdefault(_SAVED, {})[savepoint] = _unwritten(self).copy()
        return savepoint


@event.listens_for(Transaction, "after_soft_rollback")
def _say_again(session: Session, transaction: SessionTransaction) -> None:
    """Go back to what was unwritten when the savepoint began; with the whole transaction all that
    it said is gone.
    """
    session.info.pop(_UNWRITTEN, None)
    saved = session.info.get(_SAVED, {}).get(transaction)
    if saved is not None:
        session.info[_UNWRITTEN] = saved


@event.listens_for(Transaction, "do_orm_execute")
def _put_in_before_reading(state: ORMExecuteState) -> None:
    if _UNWRITTEN in state.session.info and OutboxRow.__mapper__ in state.all_mappers:  # type: ignore[attr-defined]  # SQLModel adds it
        put_in(state.session)  # type: ignore[arg-type]  # it is a Transaction


def chats_of_people(session: Session, people: Collection[int]) -> dict[int, int]:
    """Return for each of these persons the id of the chat used last; nobody who cannot be reached
    is in it.
    """
    session.flush()
    found: dict[int, int] = {}
    for some in pieces(people):
        found.update(
            (person, chat) for person, chat in beside(session).execute(_USED, {"_people": some})
        )
    return found


def chat_of_person(session: Session, person_id: int) -> int | None:
    """Return the id of the chat the person used last, None when there is none that can be reached."""
    return chats_of_people(session, [person_id]).get(person_id)


def payload_of(session: Session, chat_id: int, reference: str) -> Mapping[str, Any] | None:
    """Return what was said in this chat under the platform's id of a message, None when that is not
    known any more.
    """
    said = (
        OutboxRow.chat_id == chat_id,
        OutboxRow.reference == reference,
        OutboxRow.state == "sent",
    )
    return session.exec(
        select(OutboxRow.payload).where(*said).order_by(col(OutboxRow.id).desc()).limit(1)
    ).first()
