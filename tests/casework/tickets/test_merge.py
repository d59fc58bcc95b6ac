"""Merging: whose complaint went into another hears of what becomes of that one."""

from __future__ import annotations

import pytest

from casework.refusals import (
    OthersDepend,
)
from casework.tickets import commands as c
from rules.lifecycle import SomethingMissing, StepRefused
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_merged_complainants_hear_of_the_result(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.bring(main, "answered")
    stage.bring(other, "in_progress")
    stage.do("office", c.Merge(other, main))
    mail = stage.mail()
    assert set(mail) == {"second", "head", "handler"}
    assert main not in str(mail["second"])  # who reported the one is not told which other it is
    stage.do("office", c.Approve(main))
    mail = stage.mail()
    assert f"{other} is resolved. What was done: measure" in str(mail["second"])
    assert f"{main} is resolved. What was done: measure" in str(mail["parent"])
    with pytest.raises(SomethingMissing):
        stage.do("office", c.Merge(main, main))
    with pytest.raises(StepRefused):
        stage.do("office", c.Merge(other, main))
    assert stage.faults() == []


def test_merged_complainants_hear_of_a_refusal_and_hold_the_main_one(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.do("office", c.Merge(other, main))
    with pytest.raises(OthersDepend):
        stage.do("parent", c.Withdraw(main))
    stage.mail()
    stage.do("office", c.Decline(main, "not ours", "the police"))
    assert f"Your complaint {other} is not taken up: not ours / Please turn to: the police" in str(
        stage.mail()["second"]
    )
