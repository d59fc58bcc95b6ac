"""What the program itself keeps: number series, tokens, runs of its jobs."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Table


class Number(Table, table=True):
    """The last number given out in a series of a year: DC-2026 or TS-2026."""

    __tablename__ = "numbers"
    series: str = Field(primary_key=True)
    last: int = 0


class Token(Table, table=True):
    """A platform's access token with its end."""

    __tablename__ = "tokens"
    name: str = Field(primary_key=True)
    value: str
    expires_at: datetime


class JobRun(Table, table=True):
    """How a job of the timetable ran last, on whichever replica."""

    __tablename__ = "job_runs"
    name: str = Field(primary_key=True)
    started_at: datetime
    ended_at: datetime | None = None
    done: int = 0
    error: str = ""
