"""What a reader's figures are counted over: units, kinds, and a span of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, true, union_all
from sqlmodel import col

from storage.tables import Ticket

Span = tuple[datetime, datetime]  # from, and up to but without


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: tickets of these units or kinds, and these units' assignments.

    None stands for everything. `without` are tickets that are about the reader: nothing that is
    counted may hint at them.
    """

    units: frozenset[int] | None = None
    kinds: frozenset[str] | None = None
    without: frozenset[int] = frozenset()

    @property
    def is_all(self) -> bool:
        return self.units is None and self.kinds is None

    def holds(self, ticket: Any = Ticket) -> ColumnElement[bool]:
        """Return the condition, written so that no index on units or kinds is taken for it.

        The ranges of time are the narrow ones.
        """
        others: ColumnElement[bool] = true()
        if self.without:
            others = col(ticket.id).not_in(sorted(self.without))
        if self.is_all:
            return others
        in_units: ColumnElement[bool] = false()
        if self.units:
            in_units = func.coalesce(col(ticket.unit_id), 0).in_(sorted(self.units))
        of_kinds: ColumnElement[bool] = false()
        if self.kinds:
            of_kinds = col(ticket.kind).in_(sorted(self.kinds))
        return and_(or_(in_units, of_kinds), others)


def for_each(scopes: Sequence[Scope], counted: Callable[[Scope], Iterable[Any]]) -> Any:
    """Return one statement for all that is counted of each scope; its place is the last column."""
    return union_all(
        *(
            each.add_columns(literal_column(str(place)).label("scope"))
            for place, scope in enumerate(scopes)
            for each in counted(scope)
        )
    )
