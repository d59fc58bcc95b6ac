"""Whether a duty fits: who owes it, and on which day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.campaign.check_duties import check_duty, days_outside
from tests.rules.campaign.samples import campaign, only_duty, span

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)


def _paths(duty: dict[str, Any]) -> list[tuple[str | int, ...]]:
    made = campaign(duty, first=FIRST, last=LAST)
    return [path for path, _what in check_duty(only_duty(made), made, {"学校", "办公室"})]


@pytest.mark.parametrize(
    ("duty", "paths"),
    [
        ({"type": "once", "due": "2026-03-20"}, []),
        ({"type": "once", "due": "2026-07-01"}, [("due",)]),
        ({"type": "recurring", "every": "week"}, [("every",)]),
        ({"type": "recurring", "every": "month", "weekday": "friday", "day": 1}, [("weekday",)]),
        (
            {"type": "recurring", "every": "quarter", "day": {"month": 4, "day": 1}},
            [("day", "month")],
        ),
        ({"type": "counter", "at_least": 1, "unit": "次", "per": "semester"}, [("per",)]),
        ({"type": "at-once", "by": []}, [("by",)]),
        ({"type": "at-once", "each": "unit", "by": ["办公室"]}, [("by", 0)]),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(
    duty: dict[str, Any], paths: list[tuple[str | int, ...]]
) -> None:
    assert _paths(duty) == paths


def test_days_lie_within_the_campaign() -> None:
    whole = span(FIRST, LAST)
    assert days_outside(whole, whole) is None
    assert days_outside(span(date(2026, 2, 28), LAST), whole) is not None
