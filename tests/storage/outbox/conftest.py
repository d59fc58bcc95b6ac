"""Two chats that something is said to, and what was said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from locales import Message
from storage.database import Database
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import Chat, OutboxRow

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def chats(database: Database) -> list[int]:
    with database.write() as session:
        rows = [
            Chat(channel="web", address=name, seen_at=NOW, window_at=NOW) for name in ("wang", "li")
        ]
        session.add_all(rows)
        session.flush()
        return [row.id or 0 for row in rows]


def say(
    session: Session, chat: int, text: str, *, once: str | None = None, replaces: str | None = None
) -> None:
    """Queue some words."""
    queue(session, chat, Notice(Message(text)), NOW, once=once, replaces=replaces)


def left(database: Database) -> list[tuple[str, str]]:
    """Return the words and the state of every row."""
    with database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    return [(Notice.from_row(row).text.text, row.state) for row in rows]
