"""Forgetting what a conversation said: what must not stay with a chat."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col

from storage.outbox.notice import MessageKind
from storage.outbox.removal import REMOVED
from storage.outbox.transaction import write_queued
from storage.tables import OutboxRow


def forget_conversation(session: Session, chat_id: int, conversation: str) -> None:
    """Remove what this conversation has asked and said in the chat; what it came to stays."""
    write_queued(session)
    said = (
        col(OutboxRow.chat_id) == chat_id,
        col(OutboxRow.conversation) == conversation,
        col(OutboxRow.kind).in_((MessageKind.QUESTION.value, MessageKind.REPLY.value)),
    )
    is_queued = col(OutboxRow.state) == "queued"
    # what is still to be sent is removed once it is
    session.execute(update(OutboxRow).where(*said, is_queued).values(private=True, about=""))
    session.execute(update(OutboxRow).where(*said, ~is_queued).values(**REMOVED))
