"""Chats and what came in through them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UniqueConstraint, literal_column
from sqlmodel import Field

from storage.sealed_columns import in_clear, sealed_json
from storage.tables.base import Table, partial_index

IS_BY_RECEIPT: ColumnElement[bool] = literal_column("by_receipt")
# written to within the last minute; see storage.moments
IS_RECENT: ColumnElement[bool] = literal_column("window_at IS NOT NULL")
IS_AT_REST: ColumnElement[bool] = literal_column("window_at IS NULL")
IS_STATE_IN_CLEAR = in_clear("state")
IS_UNSEEN: ColumnElement[bool] = literal_column("NOT seen")


class Chat(Table, table=True):
    """One chat on one channel: whose it is, and where its conversation is."""

    __tablename__ = "chats"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        # Not by `seen_at`, which every message changes.
        partial_index("chats_by_receipt", "id", where=IS_BY_RECEIPT),
        partial_index("chats_recent", "id", where=IS_RECENT),
        partial_index("chats_at_rest", "seen_at", where=IS_AT_REST),
        partial_index("chats_in_clear", "id", where=IS_STATE_IN_CLEAR),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str
    person_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    bound_at: datetime | None = None  # since when it is that person's
    language: str | None = None
    state: dict[str, Any] = sealed_json("chats.state")  # talk.state's; {} when nothing is begun
    serial: int = 0  # of the last question
    by_receipt: bool = False  # `state` holds a conversation that a receipt code opened
    # a minute after the last message it is the week's beginning, see storage.moments
    seen_at: datetime
    window_at: datetime | None = None  # the minute in which messages are counted
    window_count: int = 0
    left_out_files: int = 0  # in that minute, over the limit
    left_out_messages: int = 0
    gone: bool = False  # the platform says that nothing can be delivered here

    def drop_conversations(self) -> None:
        """Forget what was begun in the chat."""
        self.state, self.by_receipt = {}, False


class Received(Table, table=True):
    """A delivery that was taken; a second one with the same key is dropped."""

    __tablename__ = "received"
    channel: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class Failure(Table, table=True):
    """A message or an item of a job that failed in our own code, kept to be looked into."""

    __tablename__ = "failures"
    __table_args__ = (
        partial_index("failures_unseen", "channel", "address", "key", where=IS_UNSEEN),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    channel: str
    address: str
    key: str
    error: str
    tries: int = 1
    seen: bool = False
