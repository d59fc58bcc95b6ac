"""What is asked of a subject's pushes reads that subject's, however many are planned for others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from storage.database import Database
from storage.queries.reminders import Planned, drop, due, plan, replan
from storage.queries.warnings import drop_pushes
from storage.tables import Ticket

AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
LATER = Planned("assignment", 1, "late-1", AT, AT)


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: drop(session, "assignment", 1),
        lambda session: replan(session, "assignment", range(1, 300), [LATER], AT),
        lambda session: drop_pushes(
            session,
            [
                Ticket(
                    id=1,
                    number="DC-1",
                    track="finding",
                    kind="late",
                    state="",
                    limit_days=1,
                    filed_at=AT,
                )
            ],
        ),
    ],
    ids=["drop", "replan", "drop_pushes"],
)
def test_by_subject(sqlite_database: Database, ask: Any) -> None:
    assert any("about=? AND subject=?" in step for step in _steps(sqlite_database, ask))


def test_what_is_due_by_time(sqlite_database: Database) -> None:
    assert any(
        "due_at<?" in step
        for step in _steps(sqlite_database, lambda session: due(session, ("assignment",), AT, 500))
    )


def _steps(database: Database, ask: Any) -> list[str]:
    """Return how SQLite goes about the first statement of the pushes."""
    asked: list[tuple[str, Any]] = []
    with database.write() as session:
        plan(session, (Planned("assignment", subject, "day", AT, AT) for subject in range(1, 50)))
    with database.write() as session:
        event.listen(
            database.writer,
            "before_cursor_execute",
            lambda _c, _cursor, sql, given, _context, _many: asked.append((sql, given)),
        )
        ask(session)
        sql, given = next(each for each in asked if "reminders" in each[0])
        return _explain(session, sql, given)


def _explain(session: Session, sql: str, given: Any) -> list[str]:
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
    return [row[3] for row in rows]
