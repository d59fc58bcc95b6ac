"""What whoever changes a ticket is answered."""

from __future__ import annotations

import pytest

from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


@pytest.mark.parametrize(
    ("level", "says", "opens"),
    [
        ("anonymous", "nothing else leads back to your complaint", "receipt"),
        ("confidential", "You will also be told here", "ticket"),
        ("named", "With the code you can also ask from any device", "ticket"),
    ],
)
def test_a_complainant_is_told_at_once_how_to_come_back(
    stage: Stage, level: str, says: str, opens: str
) -> None:
    command = c.FileComplaint("banned-tutoring", level, words="w")
    receipt = stage.do("parent", command)
    assert receipt.secret
    assert says in stage.words(receipt)
    assert "Unit: not known; the office finds it out" in stage.words(receipt)
    assert receipt.buttons[0].conversation == opens


def test_who_rates_badly_is_shown_the_way_to_reopening(stage: Stage) -> None:
    first = stage.bring(stage.complaint(), "resolved")
    second = stage.bring(stage.complaint(), "resolved")
    assert stage.do("parent", c.Rate(first, 3)).buttons == ()
    (again,) = stage.do("parent", c.Rate(second, 2)).buttons
    assert (again.conversation, again.argument) == ("reopening", second)
