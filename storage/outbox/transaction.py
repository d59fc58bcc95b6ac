"""What a transaction says is gathered and goes into the outbox with one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, event, literal_column, update
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlmodel import Session

from storage.outbox.removal import removed_if_private
from storage.tables import OutboxRow
from storage.upsert import insert_or_leave
from storage.write_buffer import WriteBuffer, beside

_UNWRITTEN = "outbox.unwritten"  # in session.info: what is still to be written
_SAVED = "outbox.saved"  # in session.info: by savepoint, what was unwritten when it began

_TABLE = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
# Built once, and run past the session's unit of work: every message of everybody goes through here.
_SUPERSEDE = (
    update(_TABLE)
    .where(
        _TABLE.c.chat_id == bindparam("_chat"),
        _TABLE.c.replaces == bindparam("_replaces"),
        _TABLE.c.state == "queued",
    )
    .values(state="superseded", **removed_if_private())
)

# What is the same in every new row stands in the statement: a value bound costs more than to write.
NEW_ROW: dict[str, Any] = {
    "state": literal_column("'queued'"),
    "attempts": literal_column("0"),
    "reference": literal_column("''"),
}


@dataclass(slots=True)
class _Unwritten:
    """What a transaction has said and not yet written: keys taken back, then rows queued."""

    taken_back: set[tuple[int, str]] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def copy(self) -> _Unwritten:
        return _Unwritten(set(self.taken_back), list(self.rows))


def write_queued(session: Session) -> None:
    """Write what this transaction has said so far, with one statement of a kind."""
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
        connection = beside(session)
        connection.execute(_insert(connection.dialect.name == "sqlite"), unwritten.rows)


@cache
def _insert(is_sqlite: bool) -> Any:
    """Return what leaves alone what was queued before under the same `once` key."""
    return insert_or_leave(OutboxRow, is_sqlite=is_sqlite).values(NEW_ROW).inline()


def unwritten_of(session: Session) -> _Unwritten:
    unwritten: _Unwritten = session.info.setdefault(_UNWRITTEN, _Unwritten())
    return unwritten


class Transaction(WriteBuffer):
    """A session that writes; what is said in it goes into the outbox before it commits."""

    def begin_nested(self) -> SessionTransaction:
        """Begin a savepoint; what was said before it must not be lost with it."""
        savepoint = super().begin_nested()
        unwritten: _Unwritten | None = self.info.get(_UNWRITTEN)
        if unwritten is not None:
            self.info.setdefault(_SAVED, WeakKeyDictionary())[savepoint] = unwritten.copy()
        return savepoint


@event.listens_for(Transaction, "after_soft_rollback")
def _say_again(session: Session, transaction: SessionTransaction) -> None:
    """Go back to what was unwritten when the savepoint began; nothing is left of a transaction."""
    session.info.pop(_UNWRITTEN, None)
    saved = session.info.get(_SAVED, {}).get(transaction)
    if saved is not None:
        session.info[_UNWRITTEN] = saved


@event.listens_for(Transaction, "do_orm_execute")
def _write_before_reading(state: ORMExecuteState) -> None:
    if _UNWRITTEN in state.session.info and OutboxRow.__mapper__ in state.all_mappers:  # type: ignore[attr-defined]  # SQLModel adds it
        write_queued(state.session)  # type: ignore[arg-type]  # it is a Transaction
