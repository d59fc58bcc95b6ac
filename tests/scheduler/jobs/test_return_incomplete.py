"""Filings of which a file could not be had are looked through, each once."""

from __future__ import annotations

from typing import Any

import pytest

from casework.duties import commands as d
from casework.duties.incomplete import return_incomplete
from scheduler.jobs.return_incomplete import return_incomplete_submissions
from storage.database import Database
from storage.tables import Evidence
from tests.casework.stage import Stage
from tests.duties import add_assignment, assignment_row, open_campaign, submissions_of


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    stage = Stage(sqlite_database)
    open_campaign(stage.town)
    return stage


def file(stage: Stage, name: str, *states: str) -> int:
    """File photos that turn out so, and return what they were filed for."""
    assignment = add_assignment(stage.town, "signed", person=name, due="2026-03-06")
    pieces = [stage.photo(name) for _each in states]
    page = {"title": "签字页", "type": "photo", "evidence": pieces}
    stage.do(name, d.FileSubmission(assignment, (page,)))
    with stage.database.write() as session:
        for piece, state in zip(pieces, states, strict=True):
            session.get_one(Evidence, piece).state = state
    stage.mail()
    return assignment


def run(stage: Stage) -> int:
    """Run the job once and return how many pieces were looked at."""
    with stage.database.write() as session:
        return return_incomplete_submissions(stage.town.desk(session), stage.town.clock())


def test_what_has_nothing_left_is_returned_once(database: Database) -> None:
    stage = Stage(database)
    open_campaign(stage.town)
    assignment = file(stage, "teacher", "refused", "lost")
    assert [run(stage) for _time in range(2)] == [2, 0]
    assert assignment_row(stage.town, assignment).state == "open"
    assert [each.state for each in submissions_of(stage.town, assignment)] == ["returned"]
    [told] = stage.mail()["teacher"]
    assert "is returned" in told


@pytest.mark.parametrize("other", ["kept", "pending"])
def test_what_has_something_left_stays(stage: Stage, other: str) -> None:
    assignment = file(stage, "teacher", "refused", other)
    assert [run(stage) for _time in range(2)] == [1, 0]
    assert assignment_row(stage.town, assignment).state == "filed"


def test_one_that_fails_rests_and_holds_nobody_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = file(stage, "teacher", "lost"), file(stage, "handler", "lost")

    def fail(desk: Any, piece: Evidence) -> None:
        if piece.submission_id == submissions_of(stage.town, broken)[0].id:
            raise ValueError("broken")
        return_incomplete(desk, piece)

    monkeypatch.setattr("scheduler.jobs.return_incomplete.return_incomplete", fail)
    assert [run(stage) for _time in range(2)] == [2, 0]
    states = [assignment_row(stage.town, each).state for each in (broken, whole)]
    assert states == ["filed", "open"]
