"""Two chats that something is said to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.tables import Chat

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
