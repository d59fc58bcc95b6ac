"""Whether the parts of a campaign fit together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.campaign.check import check_campaign
from rules.campaign.model import Campaign
from tests.rules.campaign.samples import campaign

GOOD = campaign({"type": "at-once"}, first=date(2026, 3, 1), last=date(2026, 6, 30))
GROUPS = {"学校", "办公室"}


def _paths(**more: Any) -> list[tuple[str | int, ...]]:
    changed = Campaign.model_validate({**GOOD.model_dump(), **more})
    return [path for path, _what in check_campaign(changed, GROUPS, ["a"], ["own"])]


def test_a_good_one_has_no_faults() -> None:
    assert _paths() == []


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ({"sources": ["信访", "信访"]}, [("sources", 1)]),
        (
            {"ladder": [{"rung": "blue", "offset": 2, "to": ["经办人"]}, {"rung": "red", "offset": 1, "to": ["经办人"]}]},
            [("ladder", 1, "offset")],
        ),
        ({"digests": [{"every": "week", "at": "12:05", "to": ["办公室"]}]}, [("digests", 0, "at"), ("digests", 0, "every")]),
        ({"kinds": [{"code": "new-one"}]}, [("kinds", 0, "code")]),
        ({"kinds": [{"code": "late", "track": "complaint"}]}, [("kinds", 0, "track")]),
        ({"stages": [{"key": "a", "title": "甲", "period": {"from": "2026-01-01", "to": "2026-03-02"}}]}, [("stages", 0, "period")]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_place(
    more: dict[str, Any], paths: list[tuple[str | int, ...]]
) -> None:
    assert _paths(**more) == paths
