"""The three rates: what counts, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from pictures.digest_facts import Rate
from storage.database import Database
from storage.queries.figures import count_moved
from storage.queries.rates import Rates, TimeLimit, count_rates
from storage.queries.scope import Scope
from tests.casework.stage import Stage
from tests.town import MONDAY

DAY = timedelta(days=1)
SPAN = (MONDAY - DAY, MONDAY + 30 * DAY)
LIMIT = TimeLimit(MONDAY - DAY, MONDAY + DAY, MONDAY + DAY)


def _rates(
    database: Database, office: Sequence[TimeLimit] = (), unit: Sequence[TimeLimit] = ()
) -> Rates:
    with database.read() as session:
        return count_rates(session, office, unit, SPAN, [Scope()])[0]


def test_only_tickets_of_the_time_are_read_however_many_scopes_there_are(
    sqlite_database: Database,
) -> None:
    scopes = [Scope(), Scope(frozenset({1}), frozenset()), Scope(frozenset(), frozenset({"late"}))]
    limits = [TimeLimit(MONDAY - n * DAY, MONDAY - (n - 1) * DAY, MONDAY) for n in range(22)]
    asked: list[tuple[str, Any]] = []
    with sqlite_database.write() as session:
        event.listen(
            sqlite_database.writer,
            "before_cursor_execute",
            lambda _c, _cursor, sql, given, _context, _many: asked.append((sql, given)),
        )
        count_rates(session, limits, limits, SPAN, scopes)
        count_moved(session, [SPAN] * 17, scopes)
        connection = session.connection()
        steps = [
            row[3]
            for sql, given in asked[:2]
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
        ]
    of_tickets = [step for step in steps if " tickets " in step]
    assert len(of_tickets) == 6 * len(scopes)
    assert all("_at>? AND " in step for step in of_tickets), of_tickets


def test_complaints_by_the_office_and_findings_by_the_unit(database: Database) -> None:
    stage = Stage(database)
    stage.complaint()
    stage.set(stage.complaint(), responded_at=MONDAY)
    stage.set(stage.complaint(), state="withdrawn")
    stage.bring(stage.finding(), "in_progress")
    assert _rates(database, office=[LIMIT], unit=[LIMIT]).response == Rate(2, 3, 1)
    assert _rates(database, office=[LIMIT]).response == Rate(1, 2, 1)
    assert _rates(database, unit=[LIMIT]).response == Rate(1, 1, 0)


def test_what_waits_for_the_reporter_is_not_the_unit_s_to_solve(database: Database) -> None:
    stage = Stage(database)
    for state in ("resolved", "in_progress", "waiting"):
        stage.set(stage.complaint(), state=state, due_at=MONDAY)
    assert _rates(database).solving == Rate(1, 2, 1)


def test_from_four_on_one_is_satisfied(database: Database) -> None:
    stage = Stage(database)
    for rating in (3, 4, None):
        stage.set(stage.complaint(), state="resolved", resolved_at=MONDAY, rating=rating)
    assert _rates(database).satisfaction == Rate(1, 2, 1)
