"""All who are late are told, at the office's word."""

from __future__ import annotations

import pytest

from casework.duties import commands as d
from casework.duties.access import NoSuchAssignment
from casework.refusals import NotAllowed
from tests.casework.stage import Stage


def test_only_the_office_tells_all_who_are_late(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        stage.do("head", d.TellLate(1))
    with pytest.raises(NoSuchAssignment):
        stage.do("office", d.TellLate(9))
