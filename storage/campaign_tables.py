"""The tables of the clock: campaigns, what is owed and filed, the plan of nudges, warnings,
supervision, instructions, wishes.

Every moment is aware and kept in UTC; a `date` is a day in the bureau's zone; what is JSON says its
shape in a comment.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables import Table, json_column


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
    """What happened to a campaign as a whole: `name` is ended or reopened; nobody is named for what
    the program's owner did.
    """

    __tablename__ = "campaign_events"
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaigns.id", index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="persons.id")
    name: str
    note: dict[str, Any] = json_column()  # by field name: strings


class Owed(Table, table=True):
    """One time that somebody owes a duty. `state`: open, filed, exempted, dropped (the campaign
    asks for it no more).

    `ower` is u:<unit id>, p:<person id> or g (the duty's groups together), and `period` is an
    Occurrence's: with campaign and duty they name the row for ever. A filing that is returned opens
    the row again. A counter is filed once `counted` reaches `at_least`. Rows of reports at once
    come into being as they are filed.
    """

    __tablename__ = "owed"
    __table_args__ = (
        UniqueConstraint("campaign_id", "duty", "period", "ower"),
        Index("owed_open", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaigns.id")
    duty: str  # its key in the campaign
    period: str
    ower: str
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="persons.id", index=True)
    handed_to: int | None = Field(
        default=None, foreign_key="persons.id", index=True
    )  # a colleague who does it instead
    title: str
    stage: str | None = None
    label: dict[str, Any] | None = json_column(
        lambda: None, nullable=True
    )  # a message: the period in words
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
    extended_at: datetime | None = (
        None  # when more time was granted: planning anew never brings the due day forward again
    )


class Filing(Table, table=True):
    """What was filed for something owed. `state`: filed or returned. Several of one counter add up."""

    __tablename__ = "filings"
    id: int | None = Field(default=None, primary_key=True)
    owed_id: int = Field(foreign_key="owed.id", index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="persons.id")
    content: list[dict[str, Any]] = json_column(
        list
    )  # [{"title", "type", "text" | "number" | "evidence": [ids]}]
    amount: int | None = None  # by how many a counter went up
    paper: bool = False  # recorded by the office on behalf
    late: bool = False
    state: str = "filed"
    reason: str = ""  # why it was returned


class DutyRequest(Table, table=True):
    """A request for more time for something owed, and the ruling on it (None while open)."""

    __tablename__ = "duty_requests"
    id: int | None = Field(default=None, primary_key=True)
    owed_id: int = Field(foreign_key="owed.id", index=True)
    until: date
    reason: str
    asked_by: int = Field(foreign_key="persons.id")
    asked_at: datetime
    granted: bool | None = None
    ruling: str = ""
    ruled_at: datetime | None = None


class DutyEvent(Table, table=True):
    """What happened to something owed, besides its filings: who, when, what (past tense) and what
    was given (JSON).
    """

    __tablename__ = "duty_events"
    id: int | None = Field(default=None, primary_key=True)
    owed_id: int = Field(foreign_key="owed.id", index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="persons.id")
    name: str
    note: dict[str, Any] = json_column()  # by field name: strings and numbers


class Nudge(Table, table=True):
    """One planned push: a row with a due time, so that a tick costs what is due and not what is
    stored.

    `about` and `subject` say of what: owed, ticket, take (签收), accept, check or instruction, and
    its id. `rung` is the place in that subject's plan: before-3, day, late-1, week-2; blue, yellow,
    red; limit. `state`: planned, sent, superseded (a newer one of the subject went out instead),
    dropped. `home` is the unit whose people are told: they are told of all that is due at once,
    however much is due. `planned_for` is the deadline it was reckoned from: planning anew after a
    deadline moved makes new rows, planning twice makes none.
    """

    __tablename__ = "nudges"
    __table_args__ = (
        UniqueConstraint("about", "subject", "rung", "planned_for"),
        Index("nudges_due", "state", "due_at", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    about: str
    subject: int
    rung: str
    planned_for: datetime
    due_at: datetime
    home: int | None = None
    urgent: bool = False  # at any hour
    state: str = "planned"
    settled_at: datetime | None = None


class IssuedWarning(Table, table=True):
    """预警: a rung of the ladder that was issued, once per ticket and deadline, with its 催办单 number."""

    __tablename__ = "warnings"
    __table_args__ = (UniqueConstraint("ticket_id", "deadline", "rung"),)
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    deadline: datetime
    rung: str  # blue, yellow, red
    number: str = Field(unique=True)  # CB-2026-0001
    issued_at: datetime = Field(index=True)


class Supervision(Table, table=True):
    """挂牌督办: a ticket proposed for the list, listed with demands and a date, or taken off by a
    decision.

    `state`: proposed, refused, listed, lifted.
    """

    __tablename__ = "supervisions"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    state: str = Field(default="proposed", index=True)
    proposed_at: datetime
    demands: str = ""
    due_on: date | None = None
    listed_at: datetime | None = None
    listed_by: int | None = Field(default=None, foreign_key="persons.id")
    decision: str = ""
    lifted_at: datetime | None = None
    lifted_by: int | None = Field(default=None, foreign_key="persons.id")


class Instruction(Table, table=True):
    """批示: what a leader wrote and wants done. `state`: open, reported, done. A note for information
    (阅示) is done at once.
    """

    __tablename__ = "instructions"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)  # PS-2026-0001
    leader_id: int = Field(foreign_key="persons.id", index=True)
    words: str
    to_be_done: bool
    about: str = ""  # what it was written on: a ticket's number, or digest:2026-03-02
    unit_id: int | None = Field(
        default=None, foreign_key="units.id", index=True
    )  # addressee; None: the office
    made_at: datetime
    due_at: datetime | None = None
    state: str = Field(default="open", index=True)
    report: str = ""
    reported_by: int | None = Field(default=None, foreign_key="persons.id")
    reported_at: datetime | None = None


class Wishes(Table, table=True):
    """What a person wishes of the clock: quiet hours, a snooze, and which digests when. Times are
    the bureau's, written HH:MM.
    """

    __tablename__ = "wishes"
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    quiet_from: str = ""
    quiet_to: str = ""
    snoozed_until: datetime | None = None
    daily_at: str | None = None  # None: as the campaign or the bureau sets; "": none
    daily_on_free_days: bool = False
    weekly_at: str | None = None
    monthly_at: str | None = None
    dark: bool = False  # digest pictures for a dark screen


class PortfolioField(Table, table=True):
    """A field of problems that a leader is in charge of; the units are those over which the role of
    leader is held.
    """

    __tablename__ = "portfolio_fields"
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    field: str = Field(primary_key=True)


class Unreachable(Table, table=True):
    """Somebody who should have been told and has no account; the office was told once at `told_at`."""

    __tablename__ = "unreachable"
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    since: datetime
    told_at: datetime | None = None


class JobRun(Table, table=True):
    """How a job of the timetable ran last, on whichever replica."""

    __tablename__ = "job_runs"
    name: str = Field(primary_key=True)
    started_at: datetime
    ended_at: datetime | None = None
    done: int = 0
    error: str = ""
