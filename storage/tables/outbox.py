"""What is to be said to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    UniqueConstraint,
    literal_column,
)
from sqlmodel import Field

from storage.sealed_columns import in_clear, sealed_json, sealed_text
from storage.tables.base import Table, partial_index

# with the number it was queued under; see storage.moments
IS_SETTLED: ColumnElement[bool] = literal_column("id > 0 AND state <> 'queued'")
IS_BLURRED: ColumnElement[bool] = literal_column("id < 0")
IS_PAYLOAD_IN_CLEAR = in_clear("payload")
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
        partial_index("outbox_settled", "id", where=IS_SETTLED),
        partial_index("outbox_blurred", "created_at", where=IS_BLURRED),
        partial_index("outbox_in_clear", "id", where=IS_PAYLOAD_IN_CLEAR),
        UniqueConstraint("once"),
        {"sqlite_autoincrement": True},  # no number is given twice, though numbers are moved
    )
    # above 0 in the order in which it was queued; once settled below 0, by its chat alone
    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    chat_id: int = Field(foreign_key="chats.id")
    payload: dict[str, Any] = sealed_json("outbox.payload")
    kind: str = "notice"  # see storage.outbox.notice.MessageKind
    about: str = sealed_text("outbox.about")
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
