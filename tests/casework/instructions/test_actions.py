"""Instructions as commands: the day, the addressee, and who may report and take as done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.instructions.access import NoSuchInstruction
from casework.instructions.commands import Instruct, ReportInstruction, SettleInstruction
from casework.refusals import AlreadyDone, NoSuchUnit, NotAllowed
from rules.lifecycle import SomethingMissing
from storage.database import Database
from storage.tables import Instruction, Unit
from tests.casework.stage import FIRST, SECOND, Stage

DIGEST = "digest:2026-03-02"
TODAY = date(2026, 3, 2)


@pytest.fixture
def stage(database: Database) -> Stage:
    """Everybody."""
    return Stage(database)


def order(stage: Stage, due: date | None = TODAY, unit: str = FIRST) -> str:
    stage.do("leader", Instruct(DIGEST, "查", True, stage.unit(unit), due))
    with stage.database.read() as session:
        return session.get_one(Instruction, 1).number


@pytest.mark.parametrize("due", [None, TODAY - timedelta(days=1), date(2020, 1, 1)])
def test_the_day_may_not_be_over(stage: Stage, due: date | None) -> None:
    with pytest.raises(SomethingMissing) as refused:
        order(stage, due)
    assert refused.value.field == "due"
    with stage.database.read() as session:
        assert session.get(Instruction, 1) is None
    assert stage.mail() == {}


def test_today_is_not_over(stage: Stage) -> None:
    assert order(stage, TODAY) == "PS-2026-0001"
    with stage.database.read() as session:
        assert session.get_one(Instruction, 1).due_at is not None


def test_the_day_is_over_as_the_bureaus_clock_says(stage: Stage) -> None:
    """Shortly after midnight in Beijing, UTC is still at the day before."""
    stage.town.clock.forward(hours=15, minutes=30)
    with pytest.raises(SomethingMissing):
        order(stage, TODAY)


def test_only_leaders_instruct_and_only_units_in_use(stage: Stage) -> None:
    for name in ("office", "head", "parent"):
        with pytest.raises(NotAllowed):
            stage.do(name, Instruct(DIGEST, "查"))
    with stage.database.write() as session:
        session.get_one(Unit, stage.unit(SECOND)).active = False
    with pytest.raises(NoSuchUnit):
        order(stage, unit=SECOND)


def test_reported_once_and_taken_as_done_by_its_leader(stage: Stage) -> None:
    number = order(stage)
    with pytest.raises(NoSuchInstruction):
        stage.do("elsewhere", ReportInstruction(number, "x"))
    with pytest.raises(NotAllowed):
        stage.do("leader", ReportInstruction(number, "x"))
    stage.do("head", ReportInstruction(number, "已查"))
    with pytest.raises(AlreadyDone):
        stage.do("handler", ReportInstruction(number, "x"))
    with pytest.raises(NotAllowed):
        stage.do("head", SettleInstruction(number))
    stage.do("leader", SettleInstruction(number))
    with pytest.raises(AlreadyDone):
        stage.do("leader", SettleInstruction(number))
