"""A row is claimed only while it is still to be sent."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from locales import Message
from storage.database import Database
from storage.outbox.claims import claim
from storage.outbox.notice import Notice
from storage.outbox.queue import queue, take_back
from storage.tables import Evidence, OutboxRow
from tests.storage.outbox.conftest import NOW


def test_what_was_taken_back_or_is_not_due_is_not_claimed(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        queue(session, chats[0], Notice(Message("a")), NOW, replaces="counter")
        later = NOW + timedelta(hours=1)
        queue(session, chats[0], Notice(Message("b")), NOW, not_before=later)
        queue(session, chats[0], Notice(Message("c")), NOW)
    with database.write() as session:
        ids = [id_ or 0 for id_ in session.exec(select(OutboxRow.id)).all()]
        take_back(session, chats[0], "counter")
    with database.read() as session:
        claimed = claim(session, ids, NOW)
    assert [Notice.from_row(found.row).text.text for found in claimed] == ["c"]


def test_a_photo_on_its_way_is_told(database: Database, chats: list[int]) -> None:
    with database.write() as session:
        photo = Evidence(not_before=NOW, received_at=NOW, state="pending")
        session.add(photo)
        session.flush()
        queue(session, chats[0], Notice(Message("look"), photos=(photo.id or 0,)), NOW)
    with database.read() as session:
        ids = [id_ or 0 for id_ in session.exec(select(OutboxRow.id)).all()]
        assert [found.photos_pending for found in claim(session, ids, NOW)] == [True]
