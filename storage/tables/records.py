"""Records of what rows said, and the anchors that hold records and events fast."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import Field

from storage.tables.base import Table, json_column, partial_index

IS_WAITING: ColumnElement[bool] = literal_column("anchored = 0")


class Record(Table, table=True):
    """That a row was written or removed: a keyed hash of what it says, chained by the row.

    There is no number in order of time, nor a moment: rows of different people stand in no order.
    """

    __tablename__ = "records"
    __table_args__ = (
        partial_index("records_waiting", "kind", "row", "seq", where=IS_WAITING),
        {"sqlite_with_rowid": False},
    )
    kind: str = Field(primary_key=True)  # the row's table
    row: str = Field(primary_key=True)  # its primary key
    seq: int = Field(primary_key=True)  # from 1 on
    gone: bool = False  # the row was removed
    tainted: bool = False  # the row had been changed past the program before
    mac: str
    anchored: int = 0  # the day's ordinal; 0 waits for the next minute


class Anchor(Table, table=True):
    """What was anchored on a day: how much, its sum, and the head of the chain of days.

    Day 1 of the calendar stands for all that was there before there were anchors; `adopted` says
    how far that has come.
    """

    __tablename__ = "anchors"
    day: int = Field(primary_key=True)
    count: int
    sum: str
    adopted: dict[str, Any] | None = json_column(lambda: None, nullable=True)
    head: str
