"""What the loaded campaigns ask for, read and written for many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, select

from storage.records import record_changed, record_inserted
from storage.tables import Assignment, Submission
from storage.upsert import insert_or_leave

Key = tuple[str, str, str]  # duty, period, assignee

_TABLE = Assignment.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_COMPARED = ("title", "stage", "label", "opens", "due_on", "due_at", "provisional", "at_least")
_CHANGE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("_id"))
    .values({name: bindparam(f"_{name}") for name in (*_COMPARED, "state")})
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as a campaign asks for it; the fields are those of Assignment."""

    duty: str
    period: str
    assignee: str
    unit_id: int | None
    person_id: int | None
    title: str
    stage: str | None
    label: dict[str, Any]
    opens: date
    due_on: date
    due_at: datetime
    provisional: bool
    at_least: int | None

    @property
    def key(self) -> Key:
        return self.duty, self.period, self.assignee

    def differs(self, stored: Any) -> bool:
        """Tell whether the stored row says something else; a day that was put off is not brought
        forward.
        """
        names = [
            name
            for name in _COMPARED
            if stored.extended_at is None or name not in ("due_on", "due_at", "provisional")
        ]
        return any(getattr(self, name) != getattr(stored, name) for name in names)


def assignment_rows(session: Session, campaign_id: int) -> dict[Key, Any]:
    """Return all rows of a campaign by key, as plain rows of the table; those of reports at once
    are left out.
    """
    rows = session.connection().execute(_TABLE.select().where(_TABLE.c.campaign_id == campaign_id))
    return {(row.duty, row.period, row.assignee): row for row in rows}


def insert_assignments(session: Session, campaign_id: int, rows: Sequence[Wanted]) -> None:
    """Open these rows; one that somebody else opened meanwhile is left alone."""
    usual = {"campaign_id": campaign_id, "state": "open", "counted": 0, "late": False, "reason": ""}
    values = [usual | {name: getattr(row, name) for name in Wanted.__slots__} for row in rows]
    if values:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        opened = insert_or_leave(Assignment, is_sqlite=is_sqlite).returning(_TABLE.c.id)
        ids = session.connection().execute(opened, values).scalars()
        record_inserted(session, Assignment, list(ids))


def change_assignments(session: Session, changes: Iterable[tuple[Any, Wanted, str]]) -> None:
    """Give stored rows what is wanted now, and a state: (stored, wanted, state)."""
    values = [(stored, _changed(stored, wanted, state)) for stored, wanted, state in changes]
    if values:
        session.connection().execute(_CHANGE, [new for _stored, new in values])
        set_to = [
            (stored._mapping, {name.removeprefix("_"): new[name] for name in new if name != "_id"})
            for stored, new in values
        ]
        record_changed(session, Assignment, set_to)


def drop_assignments(session: Session, rows: Iterable[Any]) -> None:
    """Say of these rows that the campaign asks for them no more."""
    dropped = list(rows)
    if dropped:
        session.connection().execute(
            update(_TABLE).where(_TABLE.c.id == bindparam("_id")).values(state="dropped"),
            [{"_id": row.id} for row in dropped],
        )
        record_changed(
            session, Assignment, [(row._mapping, {"state": "dropped"}) for row in dropped]
        )


def open_assignments(session: Session, campaign_id: int) -> list[Assignment]:
    """Return the rows of a campaign that are still open."""
    found = (
        select(Assignment)
        .where(Assignment.campaign_id == campaign_id, Assignment.state == "open")
        .execution_options(populate_existing=True)
    )
    return list(session.exec(found.order_by(col(Assignment.id))))


def count_assignments(session: Session, campaign_id: int) -> dict[str, Mapping[str, int]]:
    """Return by duty how many rows there are in each state."""
    counted = (
        select(Assignment.duty, Assignment.state, func.count())
        .where(Assignment.campaign_id == campaign_id)
        .group_by(Assignment.duty, Assignment.state)
    )
    found: dict[str, dict[str, int]] = {}
    for duty, state, count in session.exec(counted):
        found.setdefault(duty, {})[state] = count
    return dict(found)


def count_filings(session: Session, campaign_id: int) -> int:
    """Return how many filings the campaign has."""
    return session.exec(
        select(func.count())
        .select_from(Submission)
        .join(Assignment)
        .where(Assignment.campaign_id == campaign_id)
    ).one()


def _changed(stored: Any, wanted: Wanted, state: str) -> dict[str, Any]:
    values = {f"_{name}": getattr(wanted, name) for name in _COMPARED} | {
        "_id": stored.id,
        "_state": state,
    }
    if stored.extended_at is not None:
        values |= {
            "_due_on": stored.due_on,
            "_due_at": stored.due_at,
            "_provisional": stored.provisional,
        }
    return values
