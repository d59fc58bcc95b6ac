"""Whoever can load it is told, once a week from November on, that a year's days are missing."""

from __future__ import annotations

import pytest

from casework.desk import Desk
from rules.permissions import Role
from scheduler.jobs.missing_calendar import tell_of_missing_year
from storage.database import Database
from storage.tables import CalendarYear
from tests.casework.calendar.cast import at
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def alerts(stage: Stage, day: str, clock: str = "09:07") -> list[str]:
    """Return who is told on this day."""
    at(stage, day, clock)
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        while tell_of_missing_year(desk, desk.now):
            pass
    return sorted(stage.mail())


def test_from_november_on_a_missing_year_is_told_once_a_week(stage: Stage) -> None:
    assert alerts(stage, "2026-10-30") == []
    assert alerts(stage, "2026-11-02") == ["clerk", "office"]  # there is no administrator
    assert alerts(stage, "2026-11-03") == []
    assert alerts(stage, "2026-11-09") == ["clerk", "office"]
    assert alerts(stage, "2027-01-04") == ["clerk", "office"]
    with stage.database.write() as session:
        session.add(CalendarYear(year=2027))
    assert alerts(stage, "2027-01-11") == []


def test_an_administrator_is_told_in_place_of_the_office(stage: Stage) -> None:
    stage.town.person("administrator", Role.ADMIN)
    assert alerts(stage, "2026-11-02") == ["administrator"]


def test_it_is_said_which_year_and_how_it_is_loaded(stage: Stage) -> None:
    at(stage, "2026-11-02", "09:07")
    with stage.database.write() as session:
        desk: Desk = stage.town.desk(session)
        assert tell_of_missing_year(desk, desk.now) == 2
    [said] = stage.mail()["office"]
    assert said.startswith("2027's free days are not loaded yet; deadlines in it are provisional.")
    assert "--publishes 2027" in said
    assert said.endswith("[Working days]")
