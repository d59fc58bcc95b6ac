"""What is left of a message that must not be kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, update
from sqlmodel import Session, col, select

from storage.outbox.notice import MessageKind
from storage.tables import Chat, OutboxRow

_TABLE = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it

# What an UPDATE sets where nothing of a message may be kept; a web chat may still show the row.
REMOVED: dict[str, Any] = {
    "payload": {},  # storage.outbox.notice has words for it
    "kind": MessageKind.REMOVED.value,
    "about": "",
    "conversation": "",
}


def hide_what_was_sent(session: Session, *whose: ColumnElement[bool]) -> None:
    """Let these chats show nothing any more of what they were sent so far."""
    chats = select(Chat.id).where(*whose)
    sent = and_(col(OutboxRow.chat_id).in_(chats), col(OutboxRow.state).in_(("sent", "doubtful")))
    session.execute(update(OutboxRow).where(sent).values(state="superseded"))


def removed_if_private() -> dict[str, Any]:
    """Return what an UPDATE sets so that private rows no longer say what they said."""
    return {
        name: case((_TABLE.c.private, literal(value, _TABLE.c[name].type)), else_=_TABLE.c[name])
        for name, value in REMOVED.items()
    }
