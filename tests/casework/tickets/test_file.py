"""Filing: what must be given, and by whom."""

from __future__ import annotations

from typing import Any

import pytest

from casework.refusals import (
    NoSuchKind,
    NoSuchUnit,
    NotAllowed,
    NothingGiven,
)
from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage

Given = dict[str, Any]


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_what_filing_must_be_given(stage: Stage) -> None:
    with pytest.raises(NothingGiven):
        stage.do("inspector", c.FileFinding(stage.unit(), "late"))
    with pytest.raises(NothingGiven):
        stage.do("parent", c.FileComplaint("other", "named", stage.unit()))
    with pytest.raises(NoSuchKind):
        stage.do("inspector", c.FileFinding(stage.unit(), "school-meals", "w"))
    with pytest.raises(NoSuchUnit):
        stage.do("inspector", c.FileFinding(999, "late", "w"))
    for name in ("office", "head", "parent", "leader"):
        with pytest.raises(NotAllowed):
            stage.do(name, c.FileFinding(stage.unit(), "late", "w"))
