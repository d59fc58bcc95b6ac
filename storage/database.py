"""Open the database: SQLite with one durable writer, or PostgreSQL with a pool."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import DateTime, Engine, create_engine, event, make_url
from sqlalchemy.dialects.sqlite import DATETIME as SQLITE_DATETIME
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool
from sqlmodel import Session

import storage.tables  # noqa: F401  # the tables refer to each other: none can be used without the rest
from storage.outbox.transaction import Transaction, write_queued
from storage.records import KEY
from storage.sealed_columns import give_seal
from storage.write_buffer import flush_writes

SAFE_SQLITE = (
    3,
    51,
    3,
)  # before it, two connections that write and checkpoint at once can corrupt the file


_REPEATABLE = {"isolation_level": "REPEATABLE READ"}


class DatabaseAway(Exception):
    """The database is locked, full or away: nothing was changed, and the same thing may be tried
    again.
    """


BUSY_SECONDS = 10  # that SQLite waits for another process
READER_MS = 20  # that emptying the log waits for somebody who reads
MOMENT_LENGTH = len("2026-01-31 12:00:00.000000")  # without the offset, which is UTC's


class Database:
    """One database: `write()` is one transaction, `read()` sees a snapshot and changes nothing."""

    def __init__(self, writer: Engine, reader: Engine, *, writers: int) -> None:
        self.writer = writer
        self.reader = reader
        self.writers = writers
        # what records and events are keyed with; it is kept in no database
        self.key = b""
        self._one_writer = threading.Lock() if writers == 1 else None

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Run one transaction; raises DatabaseAway when it could not begin, go on or commit."""
        if self._one_writer is not None:
            with self._one_writer:
                yield from self._transaction()
        else:
            yield from self._transaction()

    def _transaction(self) -> Iterator[Session]:
        try:
            info = {KEY: self.key}
            with (
                Transaction(self.writer, expire_on_commit=False, info=info) as session,
                session.begin(),
            ):
                yield session
                session.flush()  # what it writes is recorded
                flush_writes(session)
                write_queued(session)
        except OperationalError as error:
            raise DatabaseAway(str(_first(error).orig)) from error

    @contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Session]:
        """Read without holding up the writer; with `snapshot` every statement sees the same."""
        try:
            info = {KEY: self.key}
            with Session(self.reader, expire_on_commit=False, info=info) as session:
                if snapshot and not self.is_sqlite:  # where a transaction is one anyhow
                    session.connection(execution_options=_REPEATABLE)
                yield session
        except OperationalError as error:
            raise DatabaseAway(str(error.orig)) from error

    def empty_log(self, _now: datetime | None = None) -> int:
        """Write SQLite's log into the file and cut it, so that no earlier page stays in it.

        While somebody reads, what they read stays; returns 0, since nobody has to be woken.
        """
        if not self.is_sqlite:
            return 0
        with self._one_writer or nullcontext():
            connection = self.writer.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA busy_timeout={READER_MS}")  # who writes must not wait
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            finally:
                connection.close()
        return 0

    def close(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def _first(error: OperationalError) -> OperationalError:
    """Return what went wrong first: on a full disk SQLite ends the transaction and more fails."""
    first, earlier = error, error.__context__
    while earlier is not None:
        if isinstance(earlier, OperationalError):
            first = earlier
        earlier = earlier.__context__
    return first


def open_database(url: str, secret: bytes) -> Database:
    """Open the database at `url`, sqlite:///FILE or postgresql+psycopg://..., with the program's
    secret, which opens its sealed columns.

    Errors do not repeat what was to be stored: they are logged, and complaints have no place there.
    """
    usual: dict[str, Any] = {
        "hide_parameters": True,
        "json_serializer": _to_json,
        "json_deserializer": orjson.loads,
    }
    if not url.startswith("sqlite"):
        engine = create_engine(
            url, pool_size=8, max_overflow=4, pool_pre_ping=True, pool_timeout=10, **usual
        )
        give_seal(secret, engine)
        return Database(engine, engine, writers=8)
    file = make_url(url).database or ""
    Path(file).absolute().parent.mkdir(parents=True, exist_ok=True)
    at: dict[str, Any] = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    how: dict[str, Any] = {"connect_args": at, **usual}
    writer = create_engine(url, poolclass=StaticPool, **how)
    reader = create_engine(url, poolclass=QueuePool, pool_size=4, **how)
    _prepare_sqlite(
        writer,
        (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "mmap_size=0",
            "cache_size=-16000",
            "secure_delete=ON",  # what is blanked is not left in free pages
        ),
    )
    _prepare_sqlite(
        reader, ("foreign_keys=ON", "mmap_size=0", "wal_autocheckpoint=0", "query_only=ON")
    )
    _begin_with(writer, "BEGIN IMMEDIATE")
    _begin_with(reader, "BEGIN")
    give_seal(secret, writer, reader)
    for engine in (writer, reader):
        engine.dialect.statement_compiler = _CompilerWithHints
        engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: _Moment}
    return Database(writer, reader, writers=1)


class _CompilerWithHints(SQLiteCompiler):
    """Writes a query's hint, which SQLAlchemy leaves out for SQLite: INDEXED BY, for it keeps no
    statistics here and would count it cheaper to read all of a state.
    """

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


class _Moment(SQLITE_DATETIME):
    """A moment as SQLAlchemy stores it in SQLite, written by C and not by a format: every message
    writes about six.
    """

    def bind_processor(self, dialect: Any) -> Any:
        return _moment_text


def _moment_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    return value.isoformat(" ", "microseconds")[:MOMENT_LENGTH]


def _to_json(value: object) -> str:
    """Return the value as JSON without spaces."""
    return orjson.dumps(value).decode()


def sqlite_warning() -> str | None:
    """Return what to say at start about this SQLite, None when it is safe."""
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return None
    fault = "before 3.51.3 two writers that checkpoint at once can corrupt it"
    return f"SQLite {sqlite3.sqlite_version}: keep to one process on this file ({fault})"


def _prepare_sqlite(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")


def _begin_with(engine: Engine, words: str) -> None:
    """A deferred BEGIN gives "database is locked" under load, so the writer takes its lock at once.

    It is the dialect that says so: with a listener, SQLAlchemy would report every statement to
    nobody.
    """

    def begin(connection: Any) -> None:
        connection.execute(words)

    engine.dialect.do_begin = begin  # type: ignore[method-assign, assignment]  # made to be replaced
