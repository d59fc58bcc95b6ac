"""Free and working days, and the years that are published."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field

from storage.tables.base import Table


class CalendarDay(Table, table=True):
    """A day that differs from the plain week. `source`: library or bureau."""

    __tablename__ = "calendar_days"
    day: date = Field(primary_key=True)
    free: bool
    name: str = ""
    source: str = "library"


class CalendarYear(Table, table=True):
    """A year whose calendar is published and loaded."""

    __tablename__ = "calendar_years"
    year: int = Field(primary_key=True)
