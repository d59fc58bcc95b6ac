"""Messages are counted within their minute; photos weigh half."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from bot.inbound.rate_limit import (
    MAX_WAITING_OF_STRANGERS,
    MINUTE,
    count_in,
    has_too_many_waiting,
    leave_out,
)
from locales import translate
from storage.database import Database
from storage.outbox.notice import Notice
from storage.queries.chats import Standing, find_chats
from storage.tables import Evidence, OutboxRow
from talk import input as sent

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
WORDS, PHOTO = sent.Words("x"), sent.Photo({"file": "x"})


def _chat(database: Database) -> Standing:
    with database.write() as session:
        return find_chats(session, {("web", "a"): None}, NOW)["web", "a"]


def test_two_photos_count_as_one_message(sqlite_database: Database) -> None:
    chat = _chat(sqlite_database)
    assert [count_in(chat, PHOTO, NOW, 1) for _place in range(3)] == [True, True, False]


def test_another_minute_begins_anew(sqlite_database: Database) -> None:
    chat = _chat(sqlite_database)
    assert [count_in(chat, WORDS, NOW, 1) for _place in range(2)] == [True, False]
    chat.left_out_messages = 1
    assert count_in(chat, WORDS, NOW + MINUTE, 1)
    assert chat.left_out_messages == 0
    assert count_in(chat, WORDS, NOW - timedelta(hours=1), 1)


def test_what_is_left_out_is_said_once_and_counted_for_later(sqlite_database: Database) -> None:
    chat = _chat(sqlite_database)
    with sqlite_database.write() as session:
        for said in (WORDS, PHOTO, PHOTO):
            leave_out(session, chat, said, NOW)
    assert (chat.left_out_files, chat.left_out_messages) == (2, 1)
    with sqlite_database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    texts = [translate(Notice.from_row(row).text, "en") for row in rows]
    assert len(texts) == 2
    assert "left out" in texts[0]
    assert "photos and files: 2; messages and taps: 1" in texts[1]
    assert rows[1].not_before.replace(tzinfo=UTC) == NOW + MINUTE


def test_of_somebody_unknown_an_album_waits_at_most(sqlite_database: Database) -> None:
    chat = _chat(sqlite_database)
    with sqlite_database.write() as session:
        waiting = [
            Evidence(chat_id=chat.id, source={}, not_before=NOW, received_at=NOW)
            for _place in range(MAX_WAITING_OF_STRANGERS)
        ]
        session.add_all(waiting[1:])
        session.flush()
        assert not has_too_many_waiting(session, chat, PHOTO)
        row = waiting[0]
        session.add(row)
        session.flush()
        assert has_too_many_waiting(session, chat, PHOTO)
        assert not has_too_many_waiting(session, chat, WORDS)
        row.state = "kept"
        session.flush()
        assert not has_too_many_waiting(session, chat, PHOTO)
        row.state = "pending"
        session.flush()
        chat.person_id = 1
        assert not has_too_many_waiting(session, chat, PHOTO), "the staff may"
