"""The migrations make what the models say, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from storage.database import Database, open_database
from storage.migrate import MIGRATIONS, current_is_head, newest_revision, upgrade
from storage.tables import Number


def _differences(database: Database) -> list[object]:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_from_nothing_to_what_the_models_say(empty_url: str) -> None:
    database = open_database(empty_url)
    assert _differences(database) != []
    assert not current_is_head(database.writer)
    upgrade(database.writer)
    assert _differences(database) == []
    assert current_is_head(database.writer)
    database.close()


def test_every_revision_follows_from_the_one_before(empty_url: str) -> None:
    database = open_database(empty_url)
    revisions = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    for revision in revisions:
        assert not current_is_head(database.writer)
        upgrade(database.writer, revision)
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert current_is_head(database.writer)
    assert _differences(database) == []
    database.close()


def test_an_upgrade_keeps_what_is_there(database: Database) -> None:
    with database.write() as session:
        session.add(Number(series="DC-2026", last=7))
    upgrade(database.writer)
    with database.read() as session:
        assert session.exec(select(Number.last)).one() == 7


def test_foreign_keys_are_on_again_after_an_upgrade(sqlite_database: Database) -> None:
    upgrade(sqlite_database.writer)
    with sqlite_database.writer.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    database = open_database(empty_url)
    with database.write() as session:
        session.execute(text("CREATE TABLE tickets (id INTEGER)"))  # in the way of the first revision
    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(database.writer)
    assert inspect(database.writer).get_table_names() == ["tickets"]
    database.close()


def test_two_replicas_upgrade_at_once(postgresql_server: object, empty_url: str) -> None:
    first, second = open_database(empty_url), open_database(empty_url)
    if first.is_sqlite:  # one process to a file
        first.close()
        second.close()
        return
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: upgrade(each.writer), (first, second)))
    assert _differences(first) == []
    first.close()
    second.close()
