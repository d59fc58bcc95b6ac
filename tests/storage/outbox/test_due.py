"""Rows are found when they are due, in their channels, in order."""

from __future__ import annotations

from datetime import timedelta

from locales import Message
from storage.database import Database
from storage.outbox.due import find_due, find_new, last_id
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from tests.storage.outbox.conftest import NOW


def test_what_is_due_is_found_in_order_and_no_more_than_asked_for(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        for place, chat in enumerate((*chats, *chats)):
            later = NOW + timedelta(hours=place // 2)  # two are due, two are not
            queue(session, chat, Notice(Message("x")), NOW, not_before=later)
    with database.read() as session:
        assert [found.chat_id for found in find_due(session, ["web"], NOW, 10)] == chats
        assert len(find_due(session, ["web"], NOW, 1)) == 1
        assert find_due(session, ["telegram"], NOW, 10) == []
        newest = last_id(session)
        after = find_new(session, ["web"], NOW + timedelta(hours=2), newest - 1, newest)
        assert [found.id for found in after] == [newest]
