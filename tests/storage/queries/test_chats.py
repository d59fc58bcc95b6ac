"""Chats and what came in through them, for many messages at once."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select

from storage.database import Database
from storage.queries.chats import (
    find_chats,
    keep_chats,
    let_go,
    look_at_pictures,
    mark_gone,
    not_taken,
    record_deliveries,
    record_picture,
)
from storage.tables import Chat, Evidence

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
HERE = ("web", "a")


def test_a_delivery_is_fresh_once(database: Database) -> None:
    with database.write() as session:
        assert record_deliveries(session, [("web", "1"), ("web", "2")], NOW) == {
            ("web", "1"),
            ("web", "2"),
        }
        assert record_deliveries(session, [("web", "2"), ("web", "3")], NOW) == {("web", "3")}


def test_a_chat_is_begun_once_and_keeps_where_it_stands(database: Database) -> None:
    with database.write() as session:
        chat = find_chats(session, {HERE: "en"}, NOW)[HERE]
        chat.state, chat.serial, chat.by_receipt = {"stack": []}, 7, True
        chat.left_out_files, chat.left_out_messages = 2, 3
        keep_chats(session, [chat])
        mark_gone(session, chat, gone=True)
    with database.write() as session:
        assert find_chats(session, {HERE: None}, NOW)[HERE] == chat
        assert session.exec(select(Chat.language)).one() == "en"


def test_what_was_begun_is_dropped_and_the_last_question_kept(database: Database) -> None:
    with database.write() as session:
        chat = find_chats(session, {HERE: None}, NOW)[HERE]
        chat.state, chat.serial, chat.by_receipt = {"stack": []}, 7, True
        chat.drop_conversations()
    assert (chat.state, chat.serial, chat.by_receipt) == ({}, 7, False)


def test_pictures_that_nobody_holds_are_let_go(database: Database) -> None:
    with database.write() as session:
        chat = find_chats(session, {HERE: None}, NOW)[HERE]
        kept, refused = (record_picture(session, chat.id, {}, 9, NOW) for _place in range(2))
        session.get_one(Evidence, refused).state = "refused"
    with database.write() as session:
        assert not_taken(session, {kept, refused}) == {refused}
        usable = {
            found.id: found.is_usable_in(chat.id)
            for found in look_at_pictures(session, [kept, refused])
        }
        assert usable == {kept: True, refused: False}
        let_go(session, [kept])
        assert session.get_one(Evidence, kept).state == "dropped"
