"""What the office does: who may judge, rating before closing, opening again, upholding."""

from __future__ import annotations

import pytest

from casework.refusals import (
    AlreadyDone,
    TooEarly,
)
from casework.tickets import commands as c
from rules.lifecycle import SomethingMissing, WrongParty, WrongState
from rules.permissions import Role
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def _moved(stage: Stage, number: str) -> tuple[str, str | None, str]:
    """Return the last event's name and the states before and after it."""
    last = stage.events(number)[-1]
    assert last.to_state == stage.town.ticket(number).state
    return last.name, last.from_state, last.to_state


def test_an_office_that_answers_for_the_unit_does_not_judge_its_answer(stage: Stage) -> None:
    stage.also("office", Role.HEAD, "第一中学")
    number = stage.bring(stage.complaint(), "answered")
    with pytest.raises(WrongParty):
        stage.do("office", c.Approve(number))
    stage.do("clerk", c.Approve(number))
    stage.do("parent", c.Rate(number, 4))
    with pytest.raises(WrongParty):
        stage.do("office", c.Close(number))
    stage.do("clerk", c.Close(number))
    assert _moved(stage, number) == ("closed", "resolved", "closed")


def test_reopened_it_can_be_rated_again(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    with pytest.raises(TooEarly):
        stage.do("office", c.Close(number))
    stage.do("parent", c.Rate(number, 1))
    with pytest.raises(AlreadyDone):
        stage.do("parent", c.Rate(number, 5))
    for why in ("nothing happened", "nothing again"):
        stage.mail()
        stage.do("parent", c.AskReopening(number, why))
        stage.do("office", c.Reopen(number))
        assert any(why in line for line in stage.mail()["head"])
        stage.do("head", c.Take(number))
        stage.do("head", c.Answer(number, "c", "m", "p"))
        stage.do("office", c.Approve(number))
    with pytest.raises(TooEarly):
        stage.do("office", c.Close(number))
    stage.do("parent", c.Rate(number, 5))
    stage.do("office", c.Close(number))
    assert stage.town.ticket(number).rating == 5
    assert stage.faults() == []


def test_upheld_the_complainant_is_not_asked_again(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    stage.do("parent", c.AskReopening(number, "r"))
    with pytest.raises(SomethingMissing):
        stage.do("office", c.Uphold(number, ""))
    stage.mail()
    stage.do("office", c.Uphold(number, "all was done"))
    assert stage.town.ticket(number).upheld
    mail = stage.mail()
    assert [line for line in mail["parent"] if "[" in line] == []
    assert f"{number}: the result is upheld and the ticket is closed: all was done" in mail["head"]
    for command in (c.Rate(number, 1), c.AskReopening(number, "again")):
        with pytest.raises(WrongState):
            stage.do("parent", command)
