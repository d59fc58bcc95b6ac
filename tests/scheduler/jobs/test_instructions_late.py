"""Instructions are pressed for: on their last day and after it, until they are reported."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.instructions import commands as lead
from scheduler.jobs.remind import remind
from storage.database import Database
from tests.casework.stage import Stage

DUE = date(2026, 3, 5)


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database)
    stage.do("leader", lead.Instruct("digest:2026-03-02", "look into it", True, stage.unit(), DUE))
    stage.mail()
    return stage


def _remind(stage: Stage, day: int, hour: int = 2) -> dict[str, list[str]]:
    stage.town.clock.now = datetime(2026, 3, day, hour, 7, tzinfo=UTC)
    with stage.database.write() as session:
        remind(stage.town.desk(session), stage.town.clock())
    return stage.mail()


def test_on_the_last_day_and_on_the_working_days_after(stage: Stage) -> None:
    assert _remind(stage, 4) == {}
    told = _remind(stage, 5)
    assert set(told) == {"head", "handler"}
    assert told["head"][0].startswith(
        "Due 5 Mar 2026: leader's instruction PS-2026-0001: look into it [Open PS-2026-0001]"
    )
    assert _remind(stage, 5, 3) == {}
    late = _remind(stage, 6)
    assert late["head"][0].startswith(
        "Late: leader's instruction PS-2026-0001, due 5 Mar 2026: look into it"
    )
    assert _remind(stage, 7) == _remind(stage, 8) == {}  # a weekend
    assert set(_remind(stage, 9)) == {"head", "handler"}
    assert (
        _remind(stage, 10) == {}
    )  # three times are enough; the digest goes on counting it as late


@pytest.mark.parametrize("how", ["reported", "taken as done"])
def test_no_more_once_it_is_reported_or_done(stage: Stage, how: str) -> None:
    if how == "reported":
        stage.do("handler", lead.ReportInstruction("PS-2026-0001", "looked"))
    else:
        stage.do("leader", lead.SettleInstruction("PS-2026-0001"))
    stage.mail()
    assert _remind(stage, 5) == _remind(stage, 6) == {}
