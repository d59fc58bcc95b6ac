"""What is unsent in a chat that changes hands."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, select

from locales import Message
from storage.database import Database
from storage.outbox.handover import end_news_of_complaints, hand_over_unsent
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.outbox.transaction import write_queued
from storage.tables import OutboxRow
from tests.storage.outbox.conftest import NOW


def test_notices_go_along_and_questions_end_with_what_stays(
    database: Database, chats: list[int]
) -> None:
    old, new = chats
    notices = [
        Notice(Message("told")),
        Notice(Message("asked for words"), kind=MessageKind.QUESTION),
        Notice(Message("of a complaint"), stays=True),
    ]
    with database.write() as session:
        for notice in notices:
            queue(session, old, notice, NOW)
        hand_over_unsent(session, old, new, NOW)
    with database.read() as session:
        listed = select(OutboxRow).where(OutboxRow.state == "queued").order_by(col(OutboxRow.id))
        left = {(row.chat_id, Notice.from_row(row).text.text) for row in session.exec(listed)}
    assert left == {(new, "told")}


def test_what_cannot_be_opened_goes_nowhere(database: Database, chats: list[int]) -> None:
    old, new = chats
    with database.write() as session:
        queue(session, old, Notice(Message("told")), NOW)
        write_queued(session)
        session.execute(update(OutboxRow).values(payload={}))
        hand_over_unsent(session, old, new, NOW)
    with database.read() as session:
        assert [row.state for row in session.exec(select(OutboxRow))] == ["superseded"]


def test_news_of_complaints_ends_when_the_chat_becomes_somebodys(
    database: Database, chats: list[int]
) -> None:
    old, _new = chats
    with database.write() as session:
        queue(session, old, Notice(Message("told")), NOW)
        queue(session, old, Notice(Message("of a complaint"), stays=True), NOW)
        end_news_of_complaints(session, old)
    with database.read() as session:
        left = session.exec(select(OutboxRow).where(OutboxRow.state == "queued")).all()
    assert [Notice.from_row(row).text.text for row in left] == ["told"]
