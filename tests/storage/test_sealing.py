"""What was stored in clear is sealed at the start, and read meanwhile."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import col, select

from locales import Message
from storage.database import Database, open_database
from storage.outbox.notice import Notice
from storage.sealed_columns import SEALED
from storage.sealing import CHATS, OUTBOX, count_unopened, seal_what_is_in_clear
from storage.tables import Chat, OutboxRow
from tests.storage.outbox.conftest import NOW

STATE = {"frame": {"answers": {"words": "校服费"}}}
PAYLOAD = Notice(Message("校服费")).to_json()
ROWS = 7


@pytest.fixture
def before(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with rows that an earlier version stored in clear."""
    monkeypatch.setattr("storage.sealing.ROWS_AT_ONCE", 3)
    _store_in_clear(database)
    return database


def _store_in_clear(database: Database) -> None:
    with database.write() as session:
        for number in range(ROWS):
            chat = Chat(channel="web", address=f"{number}", seen_at=NOW, window_at=NOW)
            session.add(chat)
            session.flush()
            row = OutboxRow(chat_id=chat.id or 0, not_before=NOW, created_at=NOW)
            session.add(row)
        session.flush()
        connection = session.connection()
        given = {"json": _clear(database, orjson.dumps(STATE).decode())}
        connection.execute(text("UPDATE chats SET state = :json"), given)
        given = {
            "json": _clear(database, orjson.dumps(PAYLOAD).decode()),
            "about": _clear(database, "TS-2026-0001"),
        }
        connection.execute(text("UPDATE outbox SET payload = :json, about = :about"), given)


def _clear(database: Database, stored: str) -> str | bytes:
    """Return what the migration has left of a text: SQLite has it as it was."""
    return stored if database.is_sqlite else stored.encode()


def _read(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as session:
        joined = select(Chat.state, OutboxRow.payload, OutboxRow.about).join(
            OutboxRow, col(OutboxRow.chat_id) == col(Chat.id)
        )
        return [tuple(row) for row in session.exec(joined)]


def _in_clear(database: Database) -> int:
    raw = [
        type_coerce(each, NullType()) for each in (Chat.state, OutboxRow.payload, OutboxRow.about)
    ]
    with database.read() as session:
        stored: list[Any] = []
        for each in raw:
            stored += session.connection().scalars(select(each))
    return sum(value[:1] != SEALED for value in stored)


def test_rows_of_before_are_read_and_sealed_in_batches(before: Database) -> None:
    assert _read(before) == [(STATE, PAYLOAD, "TS-2026-0001")] * ROWS
    assert _in_clear(before) == 3 * ROWS
    assert seal_what_is_in_clear(before) == 2 * ROWS
    assert _in_clear(before) == 0
    assert _read(before) == [(STATE, PAYLOAD, "TS-2026-0001")] * ROWS
    assert seal_what_is_in_clear(before) == 0


def test_ended_half_way_it_goes_on_at_the_next_start(
    before: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end() -> None:
        raise KeyboardInterrupt

    real, batches = before.write, iter([None, None])
    monkeypatch.setattr(before, "write", lambda: real() if next(batches, end) is None else end())
    with pytest.raises(KeyboardInterrupt):
        seal_what_is_in_clear(before)
    monkeypatch.undo()
    assert _in_clear(before) == 3 * ROWS - 6
    assert _read(before) == [(STATE, PAYLOAD, "TS-2026-0001")] * ROWS
    assert seal_what_is_in_clear(before) == 2 * ROWS - 6


def test_no_file_holds_it_afterwards(sqlite_database: Database, sqlite_url: str) -> None:
    _store_in_clear(sqlite_database)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    words = "校服费".encode()
    assert words in b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    seal_what_is_in_clear(sqlite_database)
    assert words not in b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def test_what_cannot_be_opened_is_counted(before: Database, database_url: str) -> None:
    with before.read() as session:
        assert (count_unopened(session, CHATS), count_unopened(session, OUTBOX)) == (0, 0)
    seal_what_is_in_clear(before)
    with closing(open_database(database_url, b"another")) as changed, changed.read() as session:
        assert (count_unopened(session, CHATS), count_unopened(session, OUTBOX)) == (ROWS, ROWS)


def test_there_is_nothing_to_read_where_nothing_is_in_clear(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        for table, column in (("chats", "state"), ("outbox", "payload")):
            plan = session.connection().execute(
                text(
                    f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE substr({column}, 1, 1) = '{{' "  # noqa: S608  # our own names
                    f"AND {column} <> '{{}}' ORDER BY {table}.id LIMIT 3"
                )
            )
            assert f"USING INDEX {table}_in_clear" in str(plan.all()).replace("COVERING ", "")
