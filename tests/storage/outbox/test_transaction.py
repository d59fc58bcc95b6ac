"""What a transaction says is written before it commits; a savepoint takes back its own."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import event
from sqlmodel import select

from storage.database import Database
from storage.outbox.queue import take_back
from storage.tables import OutboxRow
from tests.storage.outbox.conftest import left, say


class Refused(Exception):
    """What is done within the savepoint is not to be."""


@pytest.mark.parametrize("written_within", [False, True])
def test_a_savepoint_takes_back_what_was_said_in_it_and_nothing_said_before(
    database: Database, chats: list[int], written_within: bool
) -> None:
    with database.write() as session:
        say(session, chats[0], "old", replaces="counter")
    with database.write() as session:
        say(session, chats[0], "before", replaces="counter")
        with suppress(Refused), session.begin_nested():
            say(session, chats[1], "within")
            take_back(session, chats[0], "counter")
            if written_within:
                say(session, chats[1], "once", once="only")
            raise Refused
        say(session, chats[1], "after")
    assert left(database) == [("old", "superseded"), ("before", "queued"), ("after", "queued")]


def test_what_a_savepoint_keeps_is_written_once(database: Database, chats: list[int]) -> None:
    with database.write() as session:
        say(session, chats[0], "before")
        with session.begin_nested():
            say(session, chats[0], "within")
            with suppress(Refused), session.begin_nested():
                say(session, chats[0], "deeper")
                raise Refused
        say(session, chats[0], "after")
    assert [text for text, _state in left(database)] == ["before", "within", "after"]


def test_a_transaction_that_fails_says_nothing(database: Database, chats: list[int]) -> None:
    with suppress(Refused), database.write() as session:
        say(session, chats[0], "never")
        raise Refused
    with database.write() as session:
        say(session, chats[0], "said")
    assert left(database) == [("said", "queued")]


def test_a_transaction_takes_one_statement_for_all_that_gives_way_and_one_for_all_that_is_queued(
    database: Database, chats: list[int]
) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement.split()[0])

    event.listen(database.writer, "before_cursor_execute", note)
    with database.write() as session:
        for count in range(20):
            say(session, chats[0], f"{count} photos", replaces="counter")
            say(session, chats[1], f"question {count}")
    event.remove(database.writer, "before_cursor_execute", note)
    assert [each for each in statements if each in ("UPDATE", "INSERT")] == ["UPDATE", "INSERT"]
    assert len(left(database)) == 21


def test_what_is_read_in_the_same_transaction_has_been_written(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        say(session, chats[0], "1 photo", replaces="counter")
        assert [row.state for row in session.exec(select(OutboxRow))] == ["queued"]
        take_back(session, chats[0], "counter")
        session.expire_all()
        assert [row.state for row in session.exec(select(OutboxRow))] == ["superseded"]
