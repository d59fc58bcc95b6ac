"""Campaigns, and what happened to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from storage.tables.base import Table, json_column


class CampaignRow(Table, table=True):
    """A campaign as its file was loaded last; `source` is the file's text, kept for export."""

    __tablename__ = "campaigns"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    source: str
    digest: str  # SHA-256 of `source`, by which a file that was read before is known
    first: date
    last: date
    loaded_at: datetime
    active: bool = True  # until it is ended


class CampaignEvent(Table, table=True):
    """What happened to a campaign as a whole: `name` is ended or reopened.

    `person_id` is None for what the program's owner did.
    """

    __tablename__ = "campaign_events"
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaigns.id", index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="persons.id")
    name: str
    note: dict[str, Any] = json_column()  # by field name: strings
