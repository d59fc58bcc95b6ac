"""What is to be said to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, literal_column
from sqlmodel import Field

from storage.tables.base import Table, json_column, partial_index

IS_PRIVATE: ColumnElement[bool] = literal_column("private")
_REPLACES: ColumnElement[bool] = literal_column("replaces IS NOT NULL")


class OutboxRow(Table, table=True):
    """A message on its way out. `state`: queued, sent, doubtful, dead, superseded.

    `payload`, `kind`, `about` and `conversation` are storage.outbox.notice.Notice; what is
    `private` is removed once it is sent, dead or superseded.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_waiting", "state", "not_before", "id"),
        Index("outbox_chat", "chat_id", "id"),
        partial_index("outbox_replaces", "chat_id", "replaces", where=_REPLACES),
        partial_index("outbox_private", "id", where=IS_PRIVATE),
        UniqueConstraint("once"),
    )
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chats.id")
    payload: dict[str, Any] = json_column()
    kind: str = "notice"  # see storage.outbox.notice.MessageKind
    about: str = ""
    conversation: str = ""
    once: str | None = None
    replaces: str | None = None
    private: bool = False
    state: str = "queued"
    attempts: int = 0
    not_before: datetime
    created_at: datetime
    sent_at: datetime | None = None
    error: str | None = None
    reference: str = ""  # the platform's id of the message
