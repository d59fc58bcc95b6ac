"""What is told of a result."""

from __future__ import annotations

import pytest

from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_only_the_main_one_is_rated(stage: Stage) -> None:
    stage.stranger("second")
    main, other = stage.complaint(), stage.complaint(by="second")
    stage.do("office", c.Merge(other, main))
    stage.bring(main, "answered")
    stage.do("office", c.Approve(main))
    mail = stage.mail()
    assert "Are you content? You can say so within 14 days." in mail["parent"][0]
    assert "[Rate the result]" in mail["parent"][0]
    assert "Are you content?" not in mail["second"][0]
    assert "[Rate the result]" not in mail["second"][0]
