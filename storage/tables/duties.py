"""Assignments of campaigns, their submissions, and what happened to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, json_column


class Assignment(Table, table=True):
    """One occurrence of a duty that somebody is to do.

    `state`: open, filed, exempted, dropped (the campaign asks for it no more). `assignee` is
    u:<unit id>, p:<person id> or g (the duty's groups together), and `period` is an Occurrence's:
    with campaign and duty they name the row for ever. A submission that is returned opens the row
    again. A counter is filed once `counted` reaches `at_least`. Rows of immediate reports come
    into being with their submission.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("campaign_id", "duty", "period", "assignee"),
        Index("assignments_open", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaigns.id")
    duty: str  # its key in the campaign
    period: str
    assignee: str
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    # a colleague who does it instead
    handed_to: int | None = Field(default=None, foreign_key="persons.id", index=True)
    title: str
    stage: str | None = None
    # a message: the period in words
    label: dict[str, Any] | None = json_column(lambda: None, nullable=True)
    opens: date
    due_on: date
    due_at: datetime
    provisional: bool = False
    state: str = "open"
    confirmed_at: datetime | None = None  # 收到
    at_least: int | None = None
    counted: int = 0
    late: bool = False  # what settled it came after due_at
    settled_at: datetime | None = None
    settled_by: int | None = Field(default=None, foreign_key="persons.id")
    reason: str = ""  # why it was exempted
    # when more time was granted: planning anew never brings the due day forward again
    extended_at: datetime | None = None


class Submission(Table, table=True):
    """What was submitted for an assignment. `state`: filed or returned.

    Several of one counter add up.
    """

    __tablename__ = "submissions"
    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignments.id", index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="persons.id")
    # [{"title", "type", "text" | "number" | "evidence": [ids]}]
    content: list[dict[str, Any]] = json_column(list)
    amount: int | None = None  # by how many a counter went up
    paper: bool = False  # recorded by the office on behalf
    late: bool = False
    state: str = "filed"
    reason: str = ""  # why it was returned


class DutyRequest(Table, table=True):
    """A request for more time for an assignment, and the ruling on it (None while open)."""

    __tablename__ = "duty_requests"
    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignments.id", index=True)
    until: date
    reason: str
    asked_by: int = Field(foreign_key="persons.id")
    asked_at: datetime
    granted: bool | None = None
    ruling: str = ""
    ruled_at: datetime | None = None


class DutyEvent(Table, table=True):
    """What happened to an assignment besides its submissions: `name` in the past tense."""

    __tablename__ = "duty_events"
    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignments.id", index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="persons.id")
    name: str
    note: dict[str, Any] = json_column()  # by field name: strings and numbers
