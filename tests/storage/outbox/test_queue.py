"""What is queued gives way to what is newer, and can be hurried on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event, update
from sqlmodel import col, select

from locales import Message
from storage.database import Database
from storage.outbox.claims import claim
from storage.outbox.notice import Notice
from storage.outbox.queue import hurry, queue, take_back
from storage.outbox.transaction import write_queued
from storage.tables import Chat, OutboxRow
from tests.storage.outbox.conftest import NOW, left, say


def test_within_one_transaction_the_newest_takes_the_place(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        say(session, chats[0], "1 photo", replaces="counter")
        say(session, chats[1], "another's", replaces="counter")
        say(session, chats[0], "2 photos", replaces="counter")
    assert left(database) == [("another's", "queued"), ("2 photos", "queued")]
    with database.write() as session:
        take_back(session, chats[0], "counter")
        say(session, chats[0], "Which unit?")
    assert left(database) == [
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
            say(session, chats[0], "next")
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
    assert [state for _text, state in left(database)] == ["superseded", "sent", "sent"] * 2


def test_what_is_held_back_and_cannot_be_opened_is_not_hurried(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        later = NOW + timedelta(minutes=1)
        queue(session, chats[0], Notice(Message("x")), NOW, replaces="added", not_before=later)
        write_queued(session)
        session.execute(update(OutboxRow).values(payload={}))
        hurry(session, chats[0], "added", NOW)
    with database.read() as session:
        assert len(session.exec(select(OutboxRow)).all()) == 1


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
