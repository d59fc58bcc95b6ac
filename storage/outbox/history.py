"""What was said in a chat before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import OutboxRow


def payload_of(session: Session, chat_id: int, reference: str) -> Mapping[str, Any] | None:
    """Return what was said in this chat under the platform's id of a message, None when that is not
    known any more.
    """
    said = (
        OutboxRow.chat_id == chat_id,
        OutboxRow.reference == reference,
        OutboxRow.state == "sent",
    )
    return session.exec(
        select(OutboxRow.payload).where(*said).order_by(col(OutboxRow.id).desc()).limit(1)
    ).first()
