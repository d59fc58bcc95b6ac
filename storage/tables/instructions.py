"""Instructions (批示)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Table


class Instruction(Table, table=True):
    """批示: what a leader wrote and wants done. `state`: open, reported, done.

    A note for information (阅示) is done at once.
    """

    __tablename__ = "instructions"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)  # PS-2026-0001
    leader_id: int = Field(foreign_key="persons.id", index=True)
    words: str
    to_be_done: bool
    about: str = ""  # what it was written on: a ticket's number, or digest:2026-03-02
    # addressee; None: the office
    unit_id: int | None = Field(default=None, foreign_key="units.id", index=True)
    made_at: datetime
    due_at: datetime | None = None
    state: str = Field(default="open", index=True)
    report: str = ""
    reported_by: int | None = Field(default=None, foreign_key="persons.id")
    reported_at: datetime | None = None
