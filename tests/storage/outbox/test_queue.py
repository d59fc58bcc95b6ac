"""The outbox: what a transaction says is written before it commits, what gives way does, and a
savepoint takes back its own.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from locales import Message
from storage.database import Database
from storage.outbox.claims import claim
from storage.outbox.notice import Notice
from storage.outbox.queue import hurry, queue, take_back
from storage.outbox.transaction import write_queued
from storage.tables import Chat, OutboxRow

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


class Refused(Exception):
    """What is done within the savepoint is not to be."""


def _say(
    session: Session, chat: int, text: str, *, once: str | None = None, replaces: str | None = None
) -> None:
    queue(session, chat, Notice(Message(text)), NOW, once=once, replaces=replaces)


def _left(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    return [(Notice.from_row(row).text.text, row.state) for row in rows]


@pytest.mark.parametrize("written_within", [False, True])
def test_a_savepoint_takes_back_what_was_said_in_it_and_nothing_said_before(
    database: Database, chats: list[int], written_within: bool
) -> None:
    with database.write() as session:
        _say(session, chats[0], "old", replaces="counter")
    with database.write() as session:
        _say(session, chats[0], "before", replaces="counter")
        with suppress(Refused), session.begin_nested():
            _say(session, chats[1], "within")
            take_back(session, chats[0], "counter")
            if written_within:
                _say(session, chats[1], "once", once="only")
            raise Refused
        _say(session, chats[1], "after")
    assert _left(database) == [("old", "superseded"), ("before", "queued"), ("after", "queued")]


def test_what_a_savepoint_keeps_is_written_once(database: Database, chats: list[int]) -> None:
    with database.write() as session:
        _say(session, chats[0], "before")
        with session.begin_nested():
            _say(session, chats[0], "within")
            with suppress(Refused), session.begin_nested():
                _say(session, chats[0], "deeper")
                raise Refused
        _say(session, chats[0], "after")
    assert [text for text, _state in _left(database)] == ["before", "within", "after"]


def test_within_one_transaction_the_newest_takes_the_place(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        _say(session, chats[0], "1 photo", replaces="counter")
        _say(session, chats[1], "another's", replaces="counter")
        _say(session, chats[0], "2 photos", replaces="counter")
    assert _left(database) == [("another's", "queued"), ("2 photos", "queued")]
    with database.write() as session:
        take_back(session, chats[0], "counter")
        _say(session, chats[0], "Which unit?")
    assert _left(database) == [
        ("another's", "queued"),
        ("2 photos", "superseded"),
        ("Which unit?", "queued"),
    ]


def test_what_is_hurried_goes_before_what_is_said_next(
    database: Database, chats: list[int]
) -> None:
    for written in (False, True):
        with database.write() as session:
            queue(
                session,
                chats[0],
                Notice(Message("held")),
                NOW,
                replaces="added",
                not_before=NOW + timedelta(seconds=1),
            )
            if written:
                write_queued(session)
            hurry(session, chats[0], "added", NOW)
            hurry(session, chats[1], "added", NOW)
            _say(session, chats[0], "next")
        with database.write() as session:
            rows = session.exec(
                select(OutboxRow).where(OutboxRow.state == "queued").order_by(col(OutboxRow.id))
            ).all()
            assert [(Notice.from_row(row).text.text, row.not_before) for row in rows] == [
                ("held", NOW),
                ("next", NOW),
            ]
            for row in rows:
                row.state = "sent"
            hurry(session, chats[0], "added", NOW)
    assert [state for _text, state in _left(database)] == ["superseded", "sent", "sent"] * 2


def test_a_transaction_that_fails_says_nothing(database: Database, chats: list[int]) -> None:
    with suppress(Refused), database.write() as session:
        _say(session, chats[0], "never")
        raise Refused
    with database.write() as session:
        _say(session, chats[0], "said")
    assert _left(database) == [("said", "queued")]


def test_a_transaction_takes_one_statement_for_all_that_gives_way_and_one_for_all_that_is_queued(
    database: Database, chats: list[int]
) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement.split()[0])

    event.listen(database.writer, "before_cursor_execute", note)
    with database.write() as session:
        for count in range(20):
            _say(session, chats[0], f"{count} photos", replaces="counter")
            _say(session, chats[1], f"question {count}")
    event.remove(database.writer, "before_cursor_execute", note)
    assert [each for each in statements if each in ("UPDATE", "INSERT")] == ["UPDATE", "INSERT"]
    assert len(_left(database)) == 21


def test_what_is_read_in_the_same_transaction_has_been_written(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        _say(session, chats[0], "1 photo", replaces="counter")
        assert [row.state for row in session.exec(select(OutboxRow))] == ["queued"]
        take_back(session, chats[0], "counter")
        session.expire_all()
        assert [row.state for row in session.exec(select(OutboxRow))] == ["superseded"]


def test_what_gives_way_is_found_without_reading_all_that_a_chat_was_sent(
    sqlite_database: Database,
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(
        _connection: object, _cursor: object, sql: str, given: Any, _context: object, many: bool
    ) -> None:
        asked.append((sql, given[0] if many else given))

    with sqlite_database.write() as session:
        chat = Chat(channel="web", address="wang", seen_at=NOW, window_at=NOW)
        session.add(chat)
        session.flush()
        queue(
            session, chat.id or 0, Notice(Message("page 2"), in_place=True), NOW, replaces="pages:1"
        )
        write_queued(session)
        row = session.exec(select(OutboxRow.id)).one()
        event.listen(sqlite_database.writer, "before_cursor_execute", note)
        take_back(session, chat.id or 0, "counter")
        write_queued(session)
        claim(session, [row or 0], NOW)
        event.remove(sqlite_database.writer, "before_cursor_execute", note)
        about = [each for each in asked if "outbox.replaces = ?" in each[0]]
        plans = [
            session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
            for sql, given in about
        ]
    assert [[step[3] for step in steps] for steps in plans] == [
        ["SEARCH outbox USING INDEX outbox_replaces (chat_id=? AND replaces=?)"]
    ] * 2
