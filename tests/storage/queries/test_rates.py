"""The three rates: what counts, and what is left out."""

from __future__ import annotations

from datetime import timedelta

from pictures.digest_facts import Rate
from storage.database import Database
from storage.queries.rates import TimeLimit, response_rate, satisfaction_rate, solving_rate
from storage.queries.scope import Scope
from tests.casework.stage import Stage
from tests.town import MONDAY

DAY = timedelta(days=1)
SPAN = (MONDAY - DAY, MONDAY + 30 * DAY)
LIMIT = TimeLimit(MONDAY - DAY, MONDAY + DAY, MONDAY + DAY)


def test_complaints_by_the_office_and_findings_by_the_unit(database: Database) -> None:
    stage = Stage(database)
    stage.complaint()
    stage.set(stage.complaint(), responded_at=MONDAY)
    stage.set(stage.complaint(), state="withdrawn")
    stage.bring(stage.finding(), "in_progress")
    with database.read() as session:
        assert response_rate(session, [LIMIT], [LIMIT], Scope()) == Rate(2, 3, 1)
        assert response_rate(session, [LIMIT], [], Scope()) == Rate(1, 2, 1)
        assert response_rate(session, [], [LIMIT], Scope()) == Rate(1, 1, 0)


def test_what_waits_for_the_reporter_is_not_the_unit_s_to_solve(database: Database) -> None:
    stage = Stage(database)
    for state in ("resolved", "in_progress", "waiting"):
        stage.set(stage.complaint(), state=state, due_at=MONDAY)
    with database.read() as session:
        assert solving_rate(session, SPAN, Scope()) == Rate(1, 2, 1)


def test_from_four_on_one_is_satisfied(database: Database) -> None:
    stage = Stage(database)
    for rating in (3, 4, None):
        stage.set(stage.complaint(), state="resolved", resolved_at=MONDAY, rating=rating)
    with database.read() as session:
        assert satisfaction_rate(session, SPAN, Scope()) == Rate(1, 2, 1)
