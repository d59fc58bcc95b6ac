"""The table of who is told what of an assignment."""

from __future__ import annotations

from casework.duties import commands as d
from casework.duties.telling import FACTS, RECEIPTS, TELLS
from casework.notices import always
from tests.casework.duties.cast import person_id
from tests.casework.stage import FIRST, Stage
from tests.casework.telling import facts_asked
from tests.duties import add_assignment

GIVEN = {"until", "reason"}  # by the command


def test_every_event_has_an_answer_for_the_actor() -> None:
    assert set(TELLS) <= set(RECEIPTS)
    assert [event for event, wordings in RECEIPTS.items() if wordings[-1].when is not always] == []


def test_every_text_finds_its_facts() -> None:
    assert facts_asked(TELLS, RECEIPTS) <= set(FACTS) | GIVEN


def test_the_actor_and_nobody_twice_is_told(stage: Stage) -> None:
    """Whoever hands it back is the one responsible before, and answered by the receipt alone."""
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.do("head", d.HandOver(assignment, person_id(stage, "handler")))
    assert set(stage.mail()) == {"handler"}
    stage.do("handler", d.HandOver(assignment, None))
    assert set(stage.mail()) == {"head"}
