"""What was said in a chat before."""

from __future__ import annotations

from sqlmodel import Session, col, select

from storage.moments import seal_reference
from storage.outbox.transaction import write_queued
from storage.tables import OutboxRow


def about_of_message(session: Session, chat_id: int, reference: str, secret: bytes = b"") -> str:
    """Return what the message with this platform's id is about, "" where that is not known."""
    said = (
        OutboxRow.chat_id == chat_id,
        col(OutboxRow.reference).in_((reference, seal_reference(secret, chat_id, reference))),
        OutboxRow.state == "sent",
    )
    newest = select(OutboxRow.about).where(*said).order_by(col(OutboxRow.id).desc()).limit(1)
    return session.exec(newest).first() or ""


def about_of_last(session: Session, chat_id: int) -> str:
    """Return what the chat's last message is about, "" where there is none."""
    write_queued(session)
    said = (OutboxRow.chat_id == chat_id, col(OutboxRow.state).in_(("queued", "sent", "doubtful")))
    newest = select(OutboxRow.about).where(*said).order_by(col(OutboxRow.id).desc()).limit(1)
    return session.exec(newest).first() or ""
