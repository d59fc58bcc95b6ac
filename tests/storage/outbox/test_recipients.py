"""Somebody is told in the chat used last, if it can be reached."""

from __future__ import annotations

from datetime import timedelta

from storage.database import Database
from storage.outbox.recipients import chat_of_person, chats_of_people
from storage.tables import Chat, Person
from tests.storage.outbox.conftest import NOW


def test_the_chat_used_last_that_is_not_gone(database: Database, chats: list[int]) -> None:
    with database.write() as session:
        people = [Person(key=name, name=name, active=name != "left") for name in ("a", "left")]
        session.add_all(people)
        session.flush()
        a, left = (person.id or 0 for person in people)
        first, second = (session.get_one(Chat, chat) for chat in chats)
        first.person_id, second.person_id = a, a
        second.seen_at = NOW + timedelta(minutes=1)
        session.add(Chat(channel="web", address="x", person_id=left, seen_at=NOW, window_at=NOW))
    with database.write() as session:
        assert chats_of_people(session, [a, left]) == {a: chats[1]}
        session.get_one(Chat, chats[1]).gone = True
        assert chat_of_person(session, a) == chats[0]
        assert chat_of_person(session, left) is None
