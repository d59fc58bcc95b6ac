"""What a campaign asks for: its pieces check themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rules.campaign.duties import Content, DayOfPeriod, RecurringDuty, Reminders, Scores, Span


def test_the_usual_reminders_are_those_of_the_regulations() -> None:
    assert (Reminders().before, Reminders().late_daily) == ((7, 3, 1), 5)


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
        (Content, {"type": "text", "title": "总结", "optional": "yes"}),
        (Reminders, {"same_day": "yes"}),
        (Reminders, {"late_daily": "3"}),
        (Reminders, {"late_daily": -1}),
        (Reminders, {"late_daily": 61}),
        (Reminders, {"late_weekly": "yes"}),
        (Reminders, {"before": [1] * 11}),
        (DayOfPeriod, {"day": "3"}),
        (DayOfPeriod, {"day": 3, "month": "1"}),
        (DayOfPeriod, {"day": 0}),
        (DayOfPeriod, {"day": 32}),
        (DayOfPeriod, {"day": 3, "month": 0}),
        (DayOfPeriod, {"day": 3, "month": 13}),
    ],
)
def test_what_does_not_hold_together(piece: Any, written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        piece.model_validate(written)


def test_editors_are_told_of_the_days_that_are_read() -> None:
    one_to_last = [{"type": "integer", "minimum": 1, "maximum": 31}, {"const": "last"}]
    assert DayOfPeriod.model_json_schema()["properties"]["day"]["anyOf"] == one_to_last
    *short, whole = RecurringDuty.model_json_schema()["properties"]["day"]["anyOf"]
    assert short == one_to_last
    assert whole == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "month": {"type": "integer", "minimum": 1, "maximum": 12},
            "day": {"anyOf": one_to_last},
        },
        "required": ["month", "day"],
    }


def test_months_and_days_up_to_their_bounds() -> None:
    for month, day, read in ((1, 1, 1), (12, 31, 31), (12, "last", 31)):
        found = DayOfPeriod.model_validate({"month": month, "day": day})
        assert (found.month, found.day) == (month, read)
