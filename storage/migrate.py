"""Bring the tables of a database up to date; alembic without a file of settings."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  # the tables refer to each other: none can be used without the rest

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x4D43  # PostgreSQL's advisory lock: two replicas may start at once


def upgrade(database: Engine, revision: str = "head") -> None:
    """Bring the tables to `revision` in one transaction; it changes nothing when they are there
    already.

    In an empty database they are made at once as the models say: see docs/decisions/0008.
    """
    if revision == "head" and current_is_head(database):
        return
    with _without_foreign_keys(database) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        if revision == "head" and not inspect(connection).get_table_names():
            _make_tables(connection)
        else:
            # only when there is work: it takes 14 MB and a good part of the start
            from alembic import command

            command.upgrade(_config(connection), revision)


def current_is_head(database: Engine) -> bool:
    """Tell whether the tables are the newest revision's."""
    with database.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        versions = connection.scalars(text("SELECT version_num FROM alembic_version"))
        return list(versions) == [newest_revision()]


def newest_revision() -> str:
    """Return the newest revision: files' names begin with its number."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return max(path.name for path in files).partition("_")[0]


def _make_tables(connection: Connection) -> None:
    """Make what all the migrations would have made; the tests compare the two."""
    SQLModel.metadata.create_all(connection)
    primary = "CONSTRAINT alembic_version_pkc PRIMARY KEY"  # as alembic makes it
    connection.execute(
        text(
            f"CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, {primary} "
            f"(version_num))"
        )
    )
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()}
    )


def write_revision(words: str, revision: str) -> Path:
    """Write a migration with what the tables have and the migrations have not; for developers."""
    from alembic import command
    from alembic.script import ScriptDirectory

    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/empty.db")
        newest = ScriptDirectory.from_config(_config()).get_current_head()
        if newest is not None:
            upgrade(engine, newest)
        with engine.begin() as connection:
            command.revision(_config(connection), words, autogenerate=True, rev_id=revision)
        engine.dispose()
    path = next((MIGRATIONS / "versions").glob(f"{revision}_*.py"))
    path.write_text(re.sub(r" *# ### .*\n", "", path.read_text()))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)
    return path


@contextmanager
def _without_foreign_keys(database: Engine) -> Iterator[Connection]:
    """Connect; on SQLite without foreign keys, since changing a table drops the old one."""
    with database.connect() as connection:
        raw = connection.connection.dbapi_connection
        if connection.dialect.name != "sqlite" or raw is None:
            yield connection
            return
        before = raw.execute("PRAGMA foreign_keys").fetchone()[0]
        raw.execute("PRAGMA foreign_keys=OFF")  # it has no effect within a transaction
        try:
            yield connection
        finally:
            raw.execute(f"PRAGMA foreign_keys={before}")


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
