"""People set which digests come, when, and how they look."""

from __future__ import annotations

import pytest

from casework.digests.commands import ScheduleDigest, SetDigestOption
from casework.digests.preferences import FullOrHalfHour
from casework.refusals import NotAllowed
from tests.casework.stage import Stage


@pytest.mark.parametrize("at", ["08:00", "17:30"])
def test_the_full_and_the_half_hour_are_left_free(stage: Stage, at: str) -> None:
    with pytest.raises(FullOrHalfHour):
        stage.do("leader", ScheduleDigest("day", at))


def test_only_readers_of_digests_set_them(stage: Stage) -> None:
    for name in ("head", "inspector", "teacher"):
        with pytest.raises(NotAllowed):
            stage.do(name, ScheduleDigest("day", "17:05"))
        with pytest.raises(NotAllowed):
            stage.do(name, SetDigestOption("dark", True))


def test_what_was_set_is_said(stage: Stage) -> None:
    said = [
        stage.words(stage.do("leader", command))
        for command in (
            ScheduleDigest("day", "17:05"),
            ScheduleDigest("day", None),
            ScheduleDigest("day", ""),
            SetDigestOption("dark", True),
            SetDigestOption("free_days", False),
        )
    ]
    assert said == [
        "Daily digest: at 17:05.",
        "Daily digest: as the bureau sets.",
        "Daily digest: none any more.",
        "Digests are drawn for a dark screen.",
        "The daily digest comes on working days only.",
    ]
