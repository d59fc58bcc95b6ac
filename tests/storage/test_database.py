"""A database: what is written in a transaction is there or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.database import Database, DatabaseAway, open_database
from storage.tables import Unit

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
    database = open_database(sqlite_url)
    with database.writer.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == SQLITE_FULL
    database.close()
