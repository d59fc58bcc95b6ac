"""What every table shares: every moment is aware and kept in UTC; what is JSON says its shape in a
comment.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


def json_column(default: Any = None, *, nullable: bool = False) -> Any:
    """Return a column of JSON."""
    return Field(
        default_factory=default or dict,
        sa_column=Column(JSON(none_as_null=True), nullable=nullable),
    )


class Table(SQLModel):
    """What all tables have in common: pydantic's validators are made when one is asked for, since
    rows are seldom validated.
    """

    model_config = {"defer_build": True}
