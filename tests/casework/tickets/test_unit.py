"""What the unit does: answer with proof, or show that it was excused."""

from __future__ import annotations

from typing import Any

import pytest

from casework.tickets import commands as c
from rules.lifecycle import SomethingMissing, StepRefused
from storage.database import Database
from storage.tables import Evidence
from tests.casework.stage import Stage

Given = dict[str, Any]


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def _moved(stage: Stage, number: str) -> tuple[str, str | None, str]:
    """Return the last event's name and the states before and after it."""
    last = stage.events(number)[-1]
    assert last.to_state == stage.town.ticket(number).state
    return last.name, last.from_state, last.to_state


def test_excused_with_proof(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "in_progress")
    photo = stage.photo("head")
    stage.do("head", c.Excuse(number, "on leave", (photo,)))
    assert _moved(stage, number) == ("excused", "in_progress", "answered")
    stage.do("office", c.Approve(number))
    assert "it was excused: on leave (photos: 1)" in str(stage.mail()["inspector"])


def test_a_leave_slip_proves_no_answer(stage: Stage) -> None:
    """Whose excuse was returned has to show what was done: the slip is neither asked for as proof
    nor sent as the result's.
    """
    number = stage.bring(stage.finding("smoking"), "in_progress")
    stage.do("head", c.Excuse(number, "on leave", (stage.photo("head"),)))
    stage.do("office", c.SendBack(number, "he was there"))
    with pytest.raises(SomethingMissing) as refused:
        stage.do("head", c.Answer(number, "c", "m", "p"))
    assert refused.value.field == "photos"
    stage.do("head", c.Answer(number, "c", "m", "p", (stage.photo("head"),)))
    stage.mail()
    stage.do("office", c.Approve(number))
    assert "What was done: m (photos: 1)" in str(stage.mail()["inspector"])


def test_what_an_answer_must_be_given(stage: Stage) -> None:
    number = stage.bring(stage.finding("smoking"), "in_progress")
    with pytest.raises(SomethingMissing) as refused:
        stage.do("head", c.Answer(number, "c", "m", "p"))
    assert refused.value.field == "photos"
    for missing in ("cause", "measure", "responsible"):
        given: Given = {"cause": "c", "measure": "m", "responsible": "p", missing: " "}
        with pytest.raises(SomethingMissing):
            stage.do("head", c.Answer(number, **given, photos=(stage.photo("head"),)))
    photo = stage.photo("head")
    stage.do("head", c.Answer(number, "c", "m", "p", (photo,)))
    with stage.database.read() as session:
        evidence = session.get_one(Evidence, photo)
        assert (evidence.role, evidence.stamp) == ("answer", None)
    for command in (c.Excuse(number, "ill"), c.Excuse(number, "", (photo,))):
        with pytest.raises(StepRefused):
            stage.do("head", command)
    assert stage.faults() == []
