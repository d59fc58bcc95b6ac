"""The calendar agrees with two libraries and with counting on one's fingers."""

from datetime import date, timedelta
from timeit import repeat

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.time.workdays import Workdays, seed_days
from tests.rules.strategies import PUBLISHED, calendars, days, library_calendar, overrides

ONE = timedelta(days=1)

# Where the two libraries disagree, True where ours (chinesecalendar) is right. Bureaus count
# deadlines in neither year.
DISAGREED = {
    # The notice for New Year 2006 had this Saturday worked for Tuesday the 3rd; chinesecalendar
    # lacks it.
    date(2005, 12, 31): False,
    # The notice for 2019 was replaced in March 2019 to give four days in May; holidays 0.86 knows
    # only the first.
    date(2019, 4, 28): True,
    date(2019, 5, 2): True,
    date(2019, 5, 3): True,
    date(2019, 5, 5): True,
}


@pytest.fixture
def calendar() -> Workdays:
    return library_calendar()


def every_day(year: int) -> list[date]:
    return [
        date(year, 1, 1) + i * ONE for i in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_equals_both_libraries(calendar: Workdays, year: int) -> None:
    other = holidays.country_holidays("CN", years=year)
    for day in every_day(year):
        assert (
            calendar.is_working(day)
            == chinese_calendar.is_workday(day)
            == other.is_working_day(day)
        ), day


def test_older_years_differ_only_where_it_is_explained(calendar: Workdays) -> None:
    differing = set()
    for year in PUBLISHED:
        other = holidays.country_holidays("CN", years=year)
        differing |= {
            day for day in every_day(year) if calendar.is_working(day) != other.is_working_day(day)
        }
    wrong = {day for day, ours_is_right in DISAGREED.items() if not ours_is_right}
    assert wrong <= differing <= set(DISAGREED)


def test_seed_days_are_only_those_that_differ_from_plain_weeks() -> None:
    seeded = {day: (free, name) for day, free, name in seed_days(2026)}
    assert seeded[date(2026, 2, 14)] == (False, "春节调休上班")
    assert seeded[date(2026, 2, 16)] == (True, "春节")
    assert date(2026, 2, 15) not in seeded  # a Sunday, free anyhow
    assert all(free == (day.weekday() < 5) for day, (free, _name) in seeded.items())


@pytest.mark.parametrize("year", [1, 2003, 2027, 2100, 9999])
def test_an_unknown_year_has_no_seed(year: int) -> None:
    assert seed_days(year) == ()


def test_around_the_spring_festival_of_2026(calendar: Workdays) -> None:
    friday = date(2026, 2, 13)
    assert calendar.next_working(friday) == date(2026, 2, 14)  # a Saturday worked for the holiday
    assert calendar.add(friday, 2) == date(2026, 2, 24)
    assert calendar.previous_working(date(2026, 2, 24)) == date(2026, 2, 14)
    assert calendar.count(friday, date(2026, 2, 28)) == 6


@given(calendars(), days(), st.integers(-80, 80))
def test_add_equals_counting_on_fingers(calendar: Workdays, day: date, n: int) -> None:
    reached, left, step = day, abs(n), ONE if n > 0 else -ONE
    while left:
        reached += step
        left -= calendar.is_working(reached)
    assert calendar.add(day, n) == reached


@given(calendars(), days(), days())
def test_count_equals_counting_on_fingers(calendar: Workdays, after: date, until: date) -> None:
    counted = sum(calendar.is_working(after + i * ONE) for i in range(1, (until - after).days + 1))
    assert calendar.count(after, until) == (
        counted if until >= after else -calendar.count(until, after)
    )


@given(overrides(), days(), days(), st.integers(1, 60))
def test_a_free_day_more_never_brings_a_day_nearer(
    free: dict[date, bool], extra: date, day: date, n: int
) -> None:
    before, after = Workdays(free, ()), Workdays({**free, extra: True}, ())
    assert after.add(day, n) >= before.add(day, n)
    assert after.count(day, day + n * ONE) <= before.count(day, day + n * ONE)


@given(overrides(), days())
def test_is_working_says_what_it_was_told(free: dict[date, bool], day: date) -> None:
    assert Workdays(free, ()).is_working(day) == (
        not free[day] if day in free else day.weekday() < 5
    )


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.integers(-3000, 3000))
def test_no_year_is_too_far(day: date, n: int) -> None:
    calendar = library_calendar()
    reached = calendar.reach(day, n)
    assert (n > 0) - (n < 0) == (reached.day > day) - (reached.day < day)
    assert reached.provisional or n == 0 or calendar.published(reached.day.year)
    assert calendar.is_working(reached.day) or n == 0 or reached.day.year in (1, 9999)


def test_only_what_touches_an_unpublished_year_is_provisional(calendar: Workdays) -> None:
    assert not calendar.reach(date(2026, 12, 24), 5).provisional
    assert calendar.reach(date(2026, 12, 24), 6).provisional
    assert not calendar.reach(date(2026, 12, 24), 0).provisional
    assert calendar.reach(
        date(2027, 1, 4), -1
    ).provisional  # Friday, 1 January 2027: free or not, nobody has said
    assert calendar.reach(date(2027, 1, 1), -1).day == date(2026, 12, 31)
    assert not calendar.reach(date(2027, 1, 1), -1).provisional
    assert not calendar.published(2027)
    hole = Workdays({}, {2024, 2026})
    assert hole.reach(date(2024, 12, 31), 300).provisional
    assert not hole.reach(date(2024, 12, 30), 1).provisional


def test_the_calendar_does_not_change_with_what_it_was_made_from() -> None:
    free = {date(2026, 3, 2): True}
    calendar = Workdays(free, {2026})
    free[date(2026, 3, 3)] = True
    assert calendar.is_working(date(2026, 3, 3))
    assert calendar.add(date(2026, 3, 1), 1) == date(2026, 3, 3)


def test_ten_years_are_added_in_microseconds(calendar: Workdays) -> None:
    best = min(repeat(lambda: calendar.add(date(2016, 1, 1), 2500), number=200, repeat=5)) / 200
    assert best < 500e-6  # measured 11 µs; stepping through the days takes over 1,000
