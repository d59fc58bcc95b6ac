"""Planned reminders, people's preferences, and who cannot be reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table


class Reminder(Table, table=True):
    """One planned reminder.

    A row with a due time, so that a tick costs what is due and not what is stored. `about` and
    `subject` say of what: assignment, ticket, take (签收), accept, check or instruction, and its
    id. `level` is the place in that subject's plan: before-3, day, late-1, week-2; blue, yellow,
    red; limit. `state`: planned, sent, superseded (a newer one of the subject went out instead),
    dropped. `home` is the unit whose people are told: they are told of all that is due at once,
    however much is due. `planned_for` is the deadline it was computed from: planning anew after a
    deadline moved makes new rows, planning twice makes none.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("about", "subject", "level", "planned_for"),
        Index("reminders_due", "state", "due_at", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    about: str
    subject: int
    level: str
    planned_for: datetime
    due_at: datetime
    home: int | None = None
    urgent: bool = False  # at any hour
    state: str = "planned"
    settled_at: datetime | None = None


class Preferences(Table, table=True):
    """A person's quiet hours, snooze, and digests; times are the bureau's, written HH:MM."""

    __tablename__ = "preferences"
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    quiet_from: str = ""
    quiet_to: str = ""
    snoozed_until: datetime | None = None
    daily_at: str | None = None  # None: as the campaign or the bureau sets; "": none
    daily_on_free_days: bool = False
    weekly_at: str | None = None
    monthly_at: str | None = None
    dark: bool = False  # digest pictures for a dark screen


class Unreachable(Table, table=True):
    """Somebody who should have been told and has no account; the office hears of it once."""

    __tablename__ = "unreachable"
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    since: datetime
    told_at: datetime | None = None
