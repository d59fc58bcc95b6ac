"""What leaders are in charge of."""

from __future__ import annotations

from sqlmodel import Field

from storage.tables.base import Table


class PortfolioField(Table, table=True):
    """A field of problems that a leader is in charge of.

    The leader's units are those over which the role of leader is held.
    """

    __tablename__ = "portfolio_fields"
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    field: str = Field(primary_key=True)
