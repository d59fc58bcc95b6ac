"""Writes that wait: seen by whatever is executed after them, written together, gone with what is
rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, update
from sqlmodel import Session, col, select

from storage.database import Database
from storage.tables import Number, Ticket
from storage.upsert import insert_one
from storage.write_buffer import beside, buffer_write

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
COUNT = insert(Number.__table__).inline()  # type: ignore[attr-defined]  # SQLModel adds it
RAISE = (
    update(Number.__table__)  # type: ignore[attr-defined]
    .where(col(Number.series) == bindparam("_series"))
    .values(last=bindparam("_last"))
)

LOOKED = select(Number.last).where(Number.series == "a")
LOOKS: dict[str, Callable[[Session], Any]] = {
    "exec": lambda session: session.exec(LOOKED).one(),
    "execute": lambda session: session.execute(LOOKED).scalar_one(),
    "get": lambda session: session.get_one(Number, "a").last,
    "connection": lambda session: session.connection().execute(LOOKED).scalar_one(),
    "scalars": lambda session: session.scalars(LOOKED).one(),
    "scalar": lambda session: session.scalar(LOOKED),
}


class Refused(Exception):
    """What was begun is not to be."""


@pytest.fixture
def written(database: Database) -> Iterator[list[str]]:
    """The statements that were sent to write."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            statements.append(statement)

    event.listen(database.writer, "before_cursor_execute", note)
    yield statements
    event.remove(database.writer, "before_cursor_execute", note)


def _rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {each.series: each.last for each in session.exec(select(Number))}


@pytest.mark.parametrize("look", LOOKS)
def test_whatever_is_executed_sees_what_was_gathered_before(database: Database, look: str) -> None:
    with database.write() as session:
        buffer_write(session, COUNT, [{"series": "a", "last": 1}])
        assert LOOKS[look](session) == 1
        buffer_write(session, RAISE, [{"_series": "a", "_last": 2}])
        session.expire_all()
        assert LOOKS[look](session) == 2


def test_what_is_alike_is_written_with_one_statement_in_its_order(
    database: Database, written: list[str]
) -> None:
    with database.write() as session:
        for series in "abc":
            buffer_write(session, COUNT, [{"series": series, "last": 1}])
        for last in (2, 3):
            buffer_write(session, RAISE, [{"_series": "a", "_last": last}])
        buffer_write(session, RAISE, [])
        assert beside(session).execute(select(Ticket.id)).all() == []
        assert written == []
    assert len(written) == 2
    assert _rows(database) == {"a": 3, "b": 1, "c": 1}


def test_a_savepoint_takes_back_its_own_alone(database: Database) -> None:
    with database.write() as session:
        buffer_write(session, COUNT, [{"series": "before", "last": 1}])
        with suppress(Refused), session.begin_nested():
            buffer_write(session, COUNT, [{"series": "within", "last": 1}])
            raise Refused
        with session.begin_nested():
            buffer_write(session, COUNT, [{"series": "kept", "last": 1}])
        buffer_write(session, COUNT, [{"series": "after", "last": 1}])
    assert _rows(database) == {"before": 1, "kept": 1, "after": 1}


def test_nothing_is_left_of_a_transaction_that_fails(database: Database) -> None:
    with suppress(Refused), database.write() as session:
        buffer_write(session, COUNT, [{"series": "a", "last": 1}])
        raise Refused
    assert _rows(database) == {}


def test_a_session_that_does_not_gather_writes_at_once(database: Database) -> None:
    with Session(database.writer) as session:
        buffer_write(session, COUNT, [{"series": "a", "last": 1}])
        assert session.exec(LOOKED).one() == 1
        session.commit()
    assert _rows(database) == {"a": 1}


def test_what_a_savepoint_took_back_is_not_in_the_way_of_the_next(database: Database) -> None:
    """SQLite gives the id out again, and somebody may still hold what had it before."""
    given = {
        "track": "finding",
        "kind": "late",
        "state": "accepted",
        "limit_days": 5,
        "filed_at": NOW,
    }
    held: list[Ticket] = []
    with database.write() as session:
        with suppress(Refused), session.begin_nested():
            held.append(insert_one(session, Ticket, number="DC-2026-0001", **given))
            raise Refused
        ticket = insert_one(session, Ticket, number="DC-2026-0002", **given)
        assert held[0] not in session or held[0].id != ticket.id
    with database.read() as session:
        assert session.exec(select(Ticket.number)).all() == ["DC-2026-0002"]


def test_what_is_inserted_is_as_if_it_had_been_read(database: Database) -> None:
    given = {
        "number": "DC-2026-0001",
        "track": "finding",
        "kind": "late",
        "state": "accepted",
        "limit_days": 5,
        "filed_at": NOW,
    }
    with database.write() as session:
        ticket = insert_one(session, Ticket, **given)
        assert session.get(Ticket, ticket.id) is ticket
        made = ticket.model_dump()
        ticket.words = "changed"
    with database.read() as session:
        read = session.exec(select(Ticket)).one()
    assert read.words == "changed"
    assert {**read.model_dump(), "words": ""} == made
