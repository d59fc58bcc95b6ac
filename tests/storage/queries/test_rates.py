"""The three rates: what counts, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pictures.digest_facts import Rate
from storage.database import Database
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
