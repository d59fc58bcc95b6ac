"""A database: what is written in a transaction is there or not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from storage.database import Database, DatabaseAway, open_database
from storage.migrate import upgrade
from storage.tables import Chat, Unit
from tests.databases import SECRET

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SQLITE_FULL = 2  # how PRAGMA synchronous says it


def _fail_after_writing(database: Database) -> None:
    with database.write() as session:
        session.add(Unit(name="一中", qr="a"))
        session.flush()
        raise RuntimeError


def test_what_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        _fail_after_writing(database)
    with database.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM units")).scalar() == 0


def test_errors_of_the_database_say_nothing_of_what_was_to_be_stored(
    sqlite_database: Database,
) -> None:
    with pytest.raises(DatabaseAway) as raised, sqlite_database.write() as session:
        session.connection().execute(text("SELECT * FROM no_table WHERE x = :x"), {"x": "secret"})
    assert isinstance(raised.value.__cause__, OperationalError)
    assert "secret" not in str(raised.value)


def test_a_reader_of_sqlite_cannot_write(sqlite_database: Database) -> None:
    with pytest.raises(DatabaseAway), sqlite_database.read() as session:
        session.connection().execute(text("DELETE FROM units"))


def test_a_commit_of_sqlite_outlives_a_power_cut(sqlite_url: str) -> None:
    database = open_database(sqlite_url, SECRET)
    with database.writer.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == SQLITE_FULL
    database.close()


def test_what_is_blanked_is_gone_from_the_file_and_from_its_log(tmp_path: Path) -> None:
    file = tmp_path / "words.db"
    database = open_database(f"sqlite:///{file}", SECRET)
    upgrade(database.writer)
    words = "食堂卖过期面包" * 40
    with database.write() as session:
        session.add_all(
            Chat(channel="web", address=f"{n}", seen_at=NOW, language=f"{n} {words}")
            for n in range(50)
        )
    with database.write() as session:
        session.execute(update(Chat).values(language=None))
        session.execute(delete(Chat).where(col(Chat.address) != "7"))
    kept = words[:20].encode()
    assert kept in file.with_name("words.db-wal").read_bytes()
    database.empty_log()
    left = [each.read_bytes() for each in tmp_path.iterdir()]
    assert [kept in each for each in left] == [False] * len(left)
    database.close()


def test_the_log_is_left_alone_while_somebody_reads(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/read.db", SECRET)
    upgrade(database.writer)
    with database.read() as reading:
        assert reading.exec(select(Chat)).all() == []
        with database.write() as session:
            session.add(Chat(channel="web", address="a", seen_at=NOW))
        began = time.monotonic()
        assert database.empty_log() == 0
        assert time.monotonic() - began < 2  # whoever writes waits behind it
        assert reading.exec(select(Chat)).all() == []
    database.close()
