"""A campaign: its usual levels, and the days of a duty."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from rules import limits
from rules.campaign.duties import Part
from rules.campaign.model import Campaign, Digest, EscalationLevel, KindChange, usual_ladder
from tests.rules.campaign.samples import campaign, only_duty

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)


def test_the_usual_levels_are_those_of_the_regulations(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [(level.rung, level.offset) for level in usual_ladder()] == [
        ("blue", -1),
        ("yellow", 1),
        ("red", 3),
    ]
    monkeypatch.setattr(limits, "RED_OFFSET_WORKING_DAYS", 5)
    assert usual_ladder()[-1].offset == 5


def test_a_duty_has_its_own_days_its_stage_s_or_the_campaign_s() -> None:
    made = campaign({"type": "at-once", "stage": "a"}, first=FIRST, last=LAST)
    assert made.span_of(only_duty(made)) == made.period
    stage = {"key": "a", "title": "甲", "period": {"from": "2026-04-01", "to": "2026-04-30"}}
    staged = Campaign.model_validate({**made.model_dump(), "stages": [stage]})
    assert staged.span_of(only_duty(staged)).first == date(2026, 4, 1)


@pytest.mark.parametrize("at", ["17:00", "17:30"])
def test_no_digest_goes_out_on_the_full_or_half_hour(at: str) -> None:
    with pytest.raises(ValidationError, match="full or half hour"):
        Digest.model_validate({"every": "day", "at": at, "to": ["办公室"]})


LEVEL = {"rung": "blue", "to": ["经办人"], "offset": 1}
DIGEST = {"every": "month", "at": "08:05", "to": ["局领导"], "day": 1}


@pytest.mark.parametrize(
    ("piece", "whole", "key", "fine", "wrong"),
    [
        (KindChange, {}, "code", ["a" * 24], ["a" * 25]),
        (KindChange, {"code": "late"}, "limit", [1, 250], [0, 251, "3"]),
        (KindChange, {"code": "late"}, "urgent", [True], ["yes"]),
        (KindChange, {"code": "late"}, "proof", [True], ["yes"]),
        (EscalationLevel, LEVEL, "offset", [-30, 60], [-31, 61, "1"]),
        (Digest, DIGEST, "day", [1, 28], [0, 29, "1"]),
        (Digest, DIGEST, "working", [False], ["no"]),
    ],
)
def test_pieces_have_bounds(
    piece: type[Part], whole: dict[str, Any], key: str, fine: list[object], wrong: list[object]
) -> None:
    for value in fine:
        assert getattr(piece.model_validate({**whole, key: value}), key) == value
    for value in wrong:
        with pytest.raises(ValidationError):
            piece.model_validate({**whole, key: value})
