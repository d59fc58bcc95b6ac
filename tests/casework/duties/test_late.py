"""All who are late are told, at the office's word."""

from __future__ import annotations

import pytest

from casework.duties import commands as d
from casework.duties.access import NoSuchAssignment
from casework.refusals import NotAllowed
from tests.casework.stage import SECOND, Stage
from tests.duties import add_assignment


def test_only_the_office_tells_all_who_are_late(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        stage.do("head", d.TellLate(1))
    with pytest.raises(NoSuchAssignment):
        stage.do("office", d.TellLate(9))


def test_a_long_list_is_cut(stage: Stage) -> None:
    for month in range(1, 8):
        add_assignment(
            stage.town, "monthly", unit=SECOND, due="2026-02-27", period=f"2025-{month:02}"
        )
    stage.do("office", d.TellLate(1))
    (told,) = stage.mail()["elsewhere"]
    assert told.count("· 月报") == 5
    assert "… and 2 more" in told
