"""Typed words mean the first thing that fits."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.town import Town


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database)


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("someone > nonsense", "That was not understood."),
        ("someone > menu", "What would you like to do?"),
        ("someone > 投诉", "What happened?"),
        ("someone > 1234 5678 9012 3456", "No complaint opens with this code."),
        ("someone > complain\nsomeone > the gate\nsomeone > back", "is kept"),
        ("someone > complain\nsomeone > /nonsense", "That was not understood."),
    ],
)
def test_what_is_typed(town: Town, script: str, answer: str) -> None:
    assert answer in town.play(script)


def test_a_number_taps_the_button_of_its_place(town: Town) -> None:
    town.play("someone > menu")
    assert "What happened?" in town.play("someone > 1")
