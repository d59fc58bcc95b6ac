"""What a conversation said is forgotten by kind, in its own chat alone."""

from __future__ import annotations

from sqlmodel import col, select, update

from locales import Message
from storage.database import Database
from storage.outbox.forgetting import forget_conversation
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.outbox.removal import REMOVED
from storage.tables import OutboxRow
from tests.storage.outbox.conftest import NOW


def test_questions_and_replies_are_forgotten_and_what_it_came_to_stays(
    database: Database, chats: list[int]
) -> None:
    mine, other = chats
    said = [
        (mine, MessageKind.QUESTION, "complain"),
        (mine, MessageKind.REPLY, "complain"),
        (mine, MessageKind.RECEIPT, "complain"),
        (mine, MessageKind.QUESTION, "report"),
        (mine, MessageKind.NOTICE, ""),
        (other, MessageKind.QUESTION, "complain"),
    ]
    with database.write() as session:
        for chat, kind, conversation in said:
            notice = Notice(Message("secret"), kind=kind, conversation=conversation)
            queue(session, chat, notice, NOW)
    with database.write() as session:
        session.execute(update(OutboxRow).values(state="sent"))
        forget_conversation(session, mine, "complain")
    with database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    removed = [row.payload == REMOVED["payload"] for row in rows]
    assert removed == [True, True, False, False, False, False]
    assert [(row.kind, row.conversation) for row in rows[:2]] == [("removed", "")] * 2


def test_what_is_still_to_be_sent_is_sent_first(database: Database, chats: list[int]) -> None:
    notice = Notice(Message("asked"), kind=MessageKind.QUESTION, conversation="complain")
    with database.write() as session:
        queue(session, chats[0], notice, NOW)
        forget_conversation(session, chats[0], "complain")
    with database.read() as session:
        row = session.exec(select(OutboxRow)).one()
    assert (row.private, Notice.from_row(row)) == (True, notice)
