"""How long there is, on a task's card."""

from __future__ import annotations

import pytest

from handlers.duties.card import time_left
from locales import translate
from storage.tables import Assignment
from tests.duties import add_assignment, open_campaign
from tests.town import Town


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "Working days left: 4"),  # from Monday to Friday
        (4, "Due today"),
        (5, "Overdue"),  # on Saturday no working day has passed
        (7, "Overdue, working days: 1"),
    ],
)
def test_in_working_days(town: Town, days: int, words: str) -> None:
    open_campaign(town)
    row = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    town.clock.forward(days=days)
    with town.database.read() as session:
        said = time_left(town.desk(session), session.get_one(Assignment, row))
    assert translate(said, "en") == words
