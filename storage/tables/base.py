"""What every table shares."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Index
from sqlmodel import Field, SQLModel


def json_column(default: Any = None, *, nullable: bool = False) -> Any:
    """Return a column of JSON."""
    return Field(
        default_factory=default or dict,
        sa_column=Column(JSON(none_as_null=True), nullable=nullable),
    )


def partial_index(name: str, *columns: str, where: ColumnElement[bool]) -> Index:
    """Return an index over the few rows that fulfil a condition.

    A query finds it by saying the condition in the same words.
    """
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class Table(SQLModel):
    """A table; validators are made only when asked for, since rows are seldom checked."""

    model_config = {"defer_build": True}
