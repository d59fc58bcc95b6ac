"""Commands on tickets."""

from __future__ import annotations

import pytest

from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_a_number_is_found_however_it_is_typed(stage: Stage) -> None:
    number = stage.complaint()
    stage.do("office", c.Accept(f" {number.lower()} "))
    assert stage.town.ticket(number).state == "accepted"
