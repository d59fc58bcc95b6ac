"""Choosing a day: the usual ones are buttons, others are written; none before the first."""

from __future__ import annotations

from datetime import date

from handlers.kit.pickers.day import OneDay
from talk import Chosen, Given, Wrong
from talk import input as sent

TODAY = date(2026, 3, 2)
KIND = OneDay(TODAY, TODAY, (date(2026, 3, 5), date(2026, 3, 9)))


def test_the_usual_days_are_buttons() -> None:
    assert [choice.value for choice in KIND.choices(None)] == ["2026-03-05", "2026-03-09"]
    assert KIND.read(Chosen("2026-03-05"), None) == Given("2026-03-05")
    assert KIND.load("2026-03-05") == date(2026, 3, 5)


def test_a_day_is_written_as_people_write_it() -> None:
    assert KIND.read(sent.Words("明天"), None) == Given("2026-03-03")
    assert KIND.read(sent.Words("3月2日"), None) == Given("2026-03-02")


def test_no_day_and_a_day_too_early_are_refused() -> None:
    early = OneDay(TODAY, date(2026, 3, 3)).read(sent.Words("3月2日"), None)
    for reading in (KIND.read(sent.Words("随便"), None), KIND.read(sent.Photo({}), None), early):
        assert isinstance(reading, Wrong)
