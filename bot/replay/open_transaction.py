"""One transaction for a whole replay: what is read once in a transaction is read once in all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from storage.database import Database
from storage.outbox.transaction import write_queued
from storage.queries.campaigns import forget_standing
from storage.write_buffer import flush_writes


class OpenTransaction(Database):
    """A database whose transactions are savepoints of one that its owner commits."""

    def __init__(self, database: Database, session: Session) -> None:
        super().__init__(database.writer, database.reader, writers=database.writers)
        self._session = session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Run one transaction, undone alone when it fails."""
        with self._session.begin_nested():
            yield self._session
            self._session.flush()
            flush_writes(self._session)
            write_queued(self._session)
        # As in a new session, rows are read anew.
        self._session.expunge_all()
        forget_standing(self._session)

    @contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Session]:
        """Read what was written so far."""
        yield self._session
