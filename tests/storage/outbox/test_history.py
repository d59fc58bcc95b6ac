"""What was said before tells what it was about."""

from __future__ import annotations

from sqlmodel import update

from locales import Message
from storage.database import Database
from storage.outbox.history import about_of_last, about_of_message
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import OutboxRow
from tests.storage.outbox.conftest import NOW


def test_a_message_is_found_by_the_platforms_id_in_its_own_chat(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        queue(session, chats[0], Notice(Message("x"), about="TS-2026-0001"), NOW)
    with database.write() as session:
        session.execute(update(OutboxRow).values(state="sent", reference="77"))
        assert about_of_message(session, chats[0], "77") == "TS-2026-0001"
        assert about_of_message(session, chats[0], "78") == ""
        assert about_of_message(session, chats[1], "77") == ""


def test_the_last_message_counts_though_it_is_not_written_yet(
    database: Database, chats: list[int]
) -> None:
    with database.write() as session:
        assert about_of_last(session, chats[0]) == ""
        queue(session, chats[0], Notice(Message("x"), about="TS-2026-0001"), NOW)
        assert about_of_last(session, chats[0]) == "TS-2026-0001"
        queue(session, chats[0], Notice(Message("y")), NOW)
        assert about_of_last(session, chats[0]) == ""
