"""What a campaign asks for: its pieces check themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rules import limits
from rules.campaign.duties import Content, DayOfPeriod, Reminders, Scores, Span


def test_the_usual_reminders_are_those_of_the_regulations() -> None:
    assert Reminders().before == limits.REMINDER_WORKING_DAYS_BEFORE
    assert Reminders().late_daily == limits.DAILY_LATE_REMINDERS


def test_marks_count_by_their_weights() -> None:
    scores = Scores.model_validate({"rated": ["学校"], "weights": {"局": 60, "家长": 40}})
    assert scores.total({"局": Decimal(90), "家长": Decimal(80)}) == Decimal(86)
    with pytest.raises(KeyError):
        scores.total({"局": Decimal(90)})


def test_bounds_may_leave_one_number() -> None:
    content = {"type": "number", "title": "次数", "at_least": 3, "at_most": 3}
    assert Content.model_validate(content).at_most == 3


@pytest.mark.parametrize(
    ("piece", "written"),
    [
        (Span, {"from": "2026-03-02", "to": "2026-03-01"}),
        (Scores, {"rated": ["学校"], "weights": {"局": 60}}),
        (Content, {"type": "text", "title": "总结", "at_least": 3}),
        (Content, {"type": "number", "title": "次数", "at_least": 3, "at_most": 2}),
        (Content, {"type": "number", "title": "次数", "wrong": 1}),
        (Content, {"type": "number", "title": "次数", "at_least": "3"}),
        (Content, {"type": "number", "title": "次数", "at_most": "3"}),
        (DayOfPeriod, {"day": "3"}),
        (DayOfPeriod, {"day": 3, "month": "1"}),
    ],
)
def test_what_does_not_hold_together(piece: Any, written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        piece.model_validate(written)
