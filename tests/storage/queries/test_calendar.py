"""The calendar: published years, and the bureau's own days over them."""

from __future__ import annotations

from datetime import date

from storage.database import Database
from storage.queries.calendar import (
    load_workdays,
    published_years,
    seed_calendar,
    set_own_days,
    take_back_own_days,
)
from storage.tables import CalendarDay

MONDAY = date(2026, 3, 2)
HOLIDAY = date(2026, 10, 1)


def test_own_days_stand_over_published_ones_and_are_taken_back(database: Database) -> None:
    with database.write() as session:
        assert seed_calendar(session, 2026, 2026) == [2026]
        session.flush()
        assert seed_calendar(session, 2026, 2026) == []
        assert not load_workdays(session).is_working(HOLIDAY)
        own = [CalendarDay(day=MONDAY, free=True), CalendarDay(day=HOLIDAY, free=False)]
        set_own_days(session, own)
        assert load_workdays(session).is_working(HOLIDAY)
        assert not load_workdays(session).is_working(MONDAY)
        assert take_back_own_days(session, [HOLIDAY, MONDAY]) == [MONDAY, HOLIDAY]
        assert load_workdays(session).is_working(MONDAY)
        assert not load_workdays(session).is_working(HOLIDAY)
    with database.read() as session:
        assert published_years(session) == {2026}
        assert load_workdays(session) is load_workdays(session)
