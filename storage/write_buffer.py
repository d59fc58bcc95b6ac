"""Writes that can wait: gathered in a transaction, one statement for all that is alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable, event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

# in session.info: rows by statement, in the order in which the statements were first met
_GATHERED = "gathered"

Rows = Sequence[dict[str, Any]]


class WriteBuffer(Session):
    """A session in which whatever is executed, but `beside`, comes after what was gathered.

    What the unit of work writes does not: what is gathered must not depend on it. A savepoint
    begins with nothing gathered.
    """

    def connection(self, *given: Any, **named: Any) -> Connection:
        """Return the connection, for whatever it may be used."""
        flush_writes(self)
        return super().connection(*given, **named)

    def execute(self, *given: Any, **named: Any) -> Any:
        """Execute a statement; `get` and `refresh` come here as well."""
        flush_writes(self)
        return super().execute(*given, **named)

    def exec(self, *given: Any, **named: Any) -> Any:
        """Execute a statement as SQLModel does."""
        flush_writes(self)
        return super().exec(*given, **named)

    def scalars(self, *given: Any, **named: Any) -> Any:
        """Execute a statement and return the first column."""
        flush_writes(self)
        return super().scalars(*given, **named)

    def scalar(self, *given: Any, **named: Any) -> Any:
        """Execute a statement and return the first column of the first row."""
        flush_writes(self)
        return super().scalar(*given, **named)

    def begin_nested(self) -> SessionTransaction:
        """Begin a savepoint."""
        flush_writes(self)
        return super().begin_nested()


def buffer_write(session: Session, statement: Executable, rows: Rows) -> None:
    """Execute the statement, built once, for these rows, at once or later."""
    if not isinstance(session, WriteBuffer):
        session.connection().execute(statement, rows)
    elif rows:
        session.info.setdefault(_GATHERED, {}).setdefault(statement, []).extend(rows)


def flush_writes(session: Session) -> None:
    """Write what was gathered."""
    gathered: dict[Executable, Rows] | None = session.info.pop(_GATHERED, None)
    for statement, rows in (gathered or {}).items():
        beside(session).execute(statement, rows)


def beside(session: Session) -> Connection:
    """Return the connection for what neither reads nor changes anything that may be gathered."""
    return Session.connection(session)


@event.listens_for(WriteBuffer, "after_soft_rollback", propagate=True)
def _forget(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_GATHERED, None)
