"""Bringing tables up to date: at once or not at all, and nothing where there is nothing to do."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, open_database
from storage.migrate import MIGRATIONS, current_is_head, newest_revision, upgrade
from tests.databases import SECRET


def test_foreign_keys_are_on_again_after_an_upgrade(sqlite_database: Database) -> None:
    upgrade(sqlite_database.writer)
    with sqlite_database.writer.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    database = open_database(empty_url, SECRET)
    with database.write() as session:
        # in the way of the first revision
        session.execute(text("CREATE TABLE tickets (id INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(database.writer)
    assert inspect(database.writer).get_table_names() == ["tickets"]
    database.close()


def test_what_is_up_to_date_is_left_alone(database: Database) -> None:
    assert current_is_head(database.writer)
    upgrade(database.writer)
    assert current_is_head(database.writer)


def test_the_newest_revision_is_the_last_file() -> None:
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert files[-1].name.startswith(f"{newest_revision()}_")
