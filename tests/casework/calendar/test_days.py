"""The bureau's own days: set, taken back, and published later."""

from __future__ import annotations

from datetime import date

import pytest

from casework.calendar.commands import SetDays, TakeBackDays
from casework.calendar.days import NothingToTakeBack, SpanTooLong, change_days, load_years, spans
from casework.refusals import NotAllowed
from locales import message_from_json, translate
from storage.queries.calendar import days_between, load_workdays, published_years
from storage.tables import CalendarDay, CalendarYear
from tests.casework.calendar.cast import assigned, at, due, free
from tests.casework.stage import Stage


def test_published_days_hold_again_when_the_bureaus_own_are_taken_back(stage: Stage) -> None:
    stage.do("office", SetDays(date(2026, 10, 1), date(2026, 10, 10), False, "迎检"))
    with stage.database.read() as session:
        assert load_workdays(session).is_working(date(2026, 10, 1))
    stage.do("office", TakeBackDays(date(2026, 10, 1), date(2026, 10, 10)))
    with stage.database.read() as session:
        found = days_between(session, date(2026, 10, 1), date(2026, 10, 10))
    said = [(first.day, last.day, day.free, day.source) for first, last, day in spans(found)]
    assert said == [(1, 7, True, "library"), (10, 10, False, "library")]
    with pytest.raises(NothingToTakeBack):
        stage.do("office", TakeBackDays(date(2026, 10, 1), date(2026, 10, 10)))


def test_the_office_alone_and_within_bounds(stage: Stage) -> None:
    for name in ("head", "leader", "inspector", "parent"):
        with pytest.raises(NotAllowed):
            stage.do(name, free("2026-03-04"))
        with pytest.raises(NotAllowed):
            stage.do(name, TakeBackDays(date(2026, 3, 4), date(2026, 3, 4)))
    for command in (free("2026-03-04", "2026-03-03"), free("2026-01-01", "2026-12-31")):
        with pytest.raises(SpanTooLong):
            stage.do("office", command)


def test_a_year_that_is_published_later_tells_those_whose_day_moves(stage: Stage) -> None:
    at(stage, "2026-12-30")
    moving, staying = assigned(stage, 2), assigned(stage, 9)
    assert stage.town.ticket(moving).due_provisional
    assert due(stage, moving) == "01-01 18:00"
    assert due(stage, staying) == "01-12 18:00"
    days = [CalendarDay(day=date(2027, 1, each), free=True, name="元旦") for each in (1, 2, 3)]
    days.append(CalendarDay(day=date(2027, 1, 9), free=False, name="元旦调休上班"))
    with stage.database.write() as session:
        assert change_days(stage.desk(session, "office"), days, [], publishes=2027) == 1
    told = stage.mail()
    assert set(told) == {"head", "handler", "inspector"}
    assert moving in told["head"][0]
    assert staying not in told["head"][0]
    ticket = stage.town.ticket(staying)
    assert not ticket.due_provisional  # its promise is a plain one now, the day is the same
    assert "provisional" not in translate(message_from_json(ticket.promised or {}), "en")
    assert due(stage, moving) == "01-04 18:00"


def test_at_the_start_missing_years_are_loaded_and_nothing_is_told_that_has_not_moved(
    stage: Stage,
) -> None:
    number = assigned(stage)
    with stage.database.write() as session:
        for year in (2025, 2026):
            session.delete(session.get(CalendarYear, year))
        for day in days_between(session, date(2025, 1, 1), date(2026, 12, 31)):
            session.delete(day)
    with stage.database.write() as session:
        assert load_years(stage.desk(session, "office"), 2024, 2027) == [2025, 2026]
        assert load_years(stage.desk(session, "office"), 2024, 2027) == []
        assert published_years(session) == {2024, 2025, 2026}
    assert due(stage, number) == "03-05 18:00"
    assert stage.mail() == {}
