"""Photos and documents, and what is known of where they came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import Field

from storage.tables.base import Table, json_column, partial_index

IS_INCOMPLETE: ColumnElement[bool] = literal_column(
    "role = 'filing' AND state IN ('refused', 'lost')"
)
IS_UNFILED: ColumnElement[bool] = literal_column("ticket_id IS NULL AND submission_id IS NULL")


class Evidence(Table, table=True):
    """A picture or document, recorded when its message came and fetched after the commit.

    `state`: pending, kept, refused, lost, dropped. `source` says to the channel where it lies;
    `original` is the sealed file's SHA-256; `public` and `thumbnail` name the copies.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        partial_index("evidence_incomplete", "id", where=IS_INCOMPLETE),
        partial_index("evidence_unfiled", "id", where=IS_UNFILED),
    )
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int | None = Field(default=None, foreign_key="tickets.id", index=True)
    submission_id: int | None = Field(default=None, foreign_key="submissions.id", index=True)
    # report, answer, excuse, supply, filing; former: of the unit before; lost: refused of a filing
    role: str = "report"
    name: str = ""  # a document's file name as its sender gave it
    chat_id: int | None = Field(default=None, foreign_key="chats.id", index=True)
    source: dict[str, Any] = json_column()
    state: str = Field(default="pending", index=True)
    attempts: int = 0
    not_before: datetime
    received_at: datetime
    original: str | None = Field(default=None, index=True)
    bytes: int | None = None
    media: str | None = None
    width: int | None = None
    height: int | None = None
    public: str | None = None
    thumbnail: str | None = None
    # the SHA-256 of the copies; None where they were made before it was kept
    public_sha256: str | None = None
    thumbnail_sha256: str | None = None
    # what the stamp is to say; None: not stamped
    stamp: dict[str, Any] | None = json_column(lambda: None, nullable=True)
    stamped: bool = False
    error: str | None = None


class Origin(Table, table=True):
    """What the original's EXIF says of time and place; the custodian and the office see it."""

    __tablename__ = "origins"
    evidence_id: int = Field(primary_key=True, foreign_key="evidence.id")
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""
