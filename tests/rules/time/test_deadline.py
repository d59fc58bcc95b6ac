"""Deadlines, pauses and the minute at which something may be pushed."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import message_from_json, message_to_json
from rules.time.deadline import (
    USUAL_HOURS,
    Deadline,
    HoursOutOfOrder,
    LimitTooShort,
    WorkingHours,
    due_at,
    hand_back_until,
    next_working_minute,
    pause_ends,
    paused_days,
    promise,
)
from rules.time.workdays import Workdays
from tests.rules.strategies import (
    BEIJING,
    ZONES,
    calendars,
    days,
    library_calendar,
    moments,
    overrides,
    working_hours,
)

MINUTE = timedelta(minutes=1)
zones = st.sampled_from(ZONES)
limits = st.integers(1, 40)


def beijing(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=BEIJING)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BEIJING)


def test_counted_from_the_day_after_to_the_close_of_the_last() -> None:
    due = due_at(beijing(3, 2, 23, 59), 3, library_calendar(), BEIJING)
    assert due == Deadline(
        datetime(2026, 3, 5, 10, 0, tzinfo=UTC), date(2026, 3, 5), 3, provisional=False
    )
    assert due.at.tzinfo is UTC


def test_the_day_is_the_bureaus_not_greenwichs() -> None:
    one_in_the_morning = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 3 March, 01:00 in Beijing
    assert due_at(one_in_the_morning, 1, library_calendar(), BEIJING).day == date(2026, 3, 4)


def test_across_the_spring_festival_with_its_worked_saturday() -> None:
    assert due_at(beijing(2, 13), 3, library_calendar(), BEIJING).day == date(2026, 2, 25)


def test_an_extension_is_promised_and_a_pause_is_not() -> None:
    pause = (beijing(3, 3, 10), beijing(3, 5, 10))
    due = due_at(beijing(3, 2), 3, library_calendar(), BEIJING, pauses=[pause], extension=2)
    assert (due.day, due.limit) == (date(2026, 3, 11), 5)


def test_a_limit_below_one_working_day_is_refused() -> None:
    with pytest.raises(LimitTooShort):
        due_at(beijing(3, 2), 2, library_calendar(), BEIJING, extension=-2)


@given(overrides(), days(), days(), limits)
def test_a_free_day_more_never_shortens_a_deadline(
    free: dict[date, bool], extra: date, assigned: date, limit: int
) -> None:
    before = due_at(at_noon(assigned), limit, Workdays(free, ()), BEIJING)
    after = due_at(at_noon(assigned), limit, Workdays({**free, extra: True}, ()), BEIJING)
    assert after.at >= before.at


@given(calendars(), days(), limits, st.integers(0, 30), st.integers(0, 20), zones)
def test_a_pause_of_n_working_days_moves_a_deadline_by_exactly_n(
    calendar: Workdays, assigned: date, limit: int, later: int, n: int, zone: tzinfo
) -> None:
    began = assigned + timedelta(days=later)
    pause = (
        datetime.combine(began, time(11), zone),
        datetime.combine(calendar.add(began, n), time(11), zone),
    )
    start = datetime.combine(assigned, time(10), zone)
    plain, paused = (
        due_at(start, limit, calendar, zone),
        due_at(start, limit, calendar, zone, pauses=[pause]),
    )
    assert calendar.count(plain.day, paused.day) == n
    assert paused.limit == plain.limit


@given(calendars(), st.lists(st.tuples(days(), st.integers(0, 12)), max_size=5))
def test_days_shared_by_pauses_count_once(
    calendar: Workdays, drawn: list[tuple[date, int]]
) -> None:
    pauses = [(at_noon(began), at_noon(began + timedelta(days=length))) for began, length in drawn]
    stood_still = {
        began + timedelta(days=i) for began, length in drawn for i in range(1, length + 1)
    }
    assert paused_days(pauses, calendar, BEIJING) == sum(
        calendar.is_working(day) for day in stood_still
    )


def test_a_pause_ends_by_itself_and_a_hand_back_has_a_day() -> None:
    assert pause_ends(beijing(9, 28), library_calendar(), BEIJING) == beijing(
        10, 10, 18
    )  # a worked Saturday
    assert hand_back_until(beijing(9, 30), library_calendar(), BEIJING).at == beijing(10, 8, 18)


def test_a_promise_says_day_hour_and_limit_and_survives_storing() -> None:
    known = promise(due_at(beijing(3, 2), 3, library_calendar(), BEIJING))
    unknown = promise(due_at(beijing(12, 30), 3, library_calendar(), BEIJING))
    assert known.facts == {"day": date(2026, 3, 5), "time": "18:00", "limit": 3}
    assert "provisional" in unknown.text
    assert "provisional" not in known.text
    assert message_from_json(message_to_json(unknown)) == unknown


@given(calendars(), moments(), limits, zones, working_hours())
def test_a_deadline_is_the_close_of_a_working_day_in_every_zone(
    calendar: Workdays, assigned: datetime, limit: int, zone: tzinfo, hours: WorkingHours
) -> None:
    due = due_at(assigned, limit, calendar, zone, hours)
    assert calendar.is_working(due.day)
    assert due.at > assigned
    local = due.at.astimezone(zone).replace(tzinfo=None)
    # Apia had no 30 December 2011 at all: what would close on it closes a day later on the wall.
    assert abs(local - datetime.combine(due.day, hours.closes)) <= timedelta(hours=24)
    if zone is BEIJING:
        assert local == datetime.combine(due.day, hours.closes)


def may_push(moment: datetime, calendar: Workdays, hours: WorkingHours, zone: tzinfo) -> bool:
    local = moment.astimezone(zone)
    open_now = any(opens <= local.time() < closes for opens, closes in hours.stretches)
    return calendar.is_working(local.date()) and open_now and local.minute not in (0, 30)


@given(calendars(), moments(), working_hours(), zones)
def test_the_next_working_minute_may_be_used_and_is_not_past(
    calendar: Workdays, now: datetime, hours: WorkingHours, zone: tzinfo
) -> None:
    found = next_working_minute(now, calendar, hours, zone)
    assert found.tzinfo is UTC
    assert found >= now
    assert may_push(found, calendar, hours, zone)
    assert next_working_minute(found, calendar, hours, zone) == found


@given(calendars(), moments(), working_hours(), zones)
def test_no_minute_before_the_next_working_minute_would_do(
    calendar: Workdays, now: datetime, hours: WorkingHours, zone: tzinfo
) -> None:
    found = next_working_minute(now, calendar, hours, zone)
    probe = max(now, found - timedelta(hours=30)).replace(second=0, microsecond=0)
    while (probe := probe + MINUTE) < found.replace(second=0, microsecond=0):
        assert not may_push(probe, calendar, hours, zone), probe


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (beijing(3, 2, 9, 10, 25), beijing(3, 2, 9, 10, 25)),  # may be used as it is
        (beijing(3, 2, 9, 0), beijing(3, 2, 9, 1)),
        (beijing(3, 2, 9, 30, 59), beijing(3, 2, 9, 31)),
        (beijing(3, 2, 5, 0), beijing(3, 2, 8, 31)),
        (beijing(3, 2, 12, 0), beijing(3, 2, 14, 31)),
        (beijing(3, 6, 18, 0), beijing(3, 9, 8, 31)),  # Friday evening
        (beijing(9, 30, 17, 59, 59), beijing(9, 30, 17, 59, 59)),
        (beijing(9, 30, 18, 0), beijing(10, 8, 8, 31)),  # the National Day week
        (beijing(10, 10, 6, 0), beijing(10, 10, 8, 31)),  # a worked Saturday
    ],
)
def test_the_next_working_minute_in_beijing(now: datetime, found: datetime) -> None:
    assert next_working_minute(now, library_calendar(), USUAL_HOURS, BEIJING) == found


def test_hours_that_the_clocks_skip_are_waited_out() -> None:
    berlin = ZONES[1]
    worked_sunday = Workdays({date(2026, 3, 29): False}, ())
    night = WorkingHours(((time(2), time(3)),))  # 02:00 to 03:00 does not exist on that Sunday
    found = next_working_minute(
        datetime(2026, 3, 29, 0, 0, tzinfo=berlin), worked_sunday, night, berlin
    )
    assert found == datetime(2026, 3, 30, 2, 1, tzinfo=berlin)


def test_an_hour_that_comes_twice_does_not_lead_back() -> None:
    berlin = ZONES[1]
    worked_sunday = Workdays({date(2026, 10, 25): False}, ())
    night = WorkingHours(((time(2, 30), time(2, 40)),))  # 02:00 to 03:00 comes twice on that Sunday
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert second_time.astimezone(berlin).time() == time(2, 10)
    assert (
        next_working_minute(second_time, worked_sunday, night, berlin) == second_time + 21 * MINUTE
    )


@pytest.mark.parametrize(
    "written",
    ["08:30-12:00,14:30-18:00", " 8:30 - 12:00 , 14:30-18:00", "08：30－12：00，14：30－18：00"],
)
def test_hours_are_read_as_people_write_them(written: str) -> None:
    assert WorkingHours.parse(written) == USUAL_HOURS


def test_hours_may_be_two_minutes_and_follow_each_other_at_once() -> None:
    assert len(WorkingHours.parse("09:00-09:02,09:02-12:00").stretches) == 2


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nine to five",
        "09:00",
        "09:00-09:00",
        "09:00-09:01",
        "18:00-09:00",
        "14:00-18:00,09:00-12:00",
        "09:00-13:00,12:00-18:00",
        "09:00-25:00",
    ],
)
def test_hours_out_of_order_are_refused(written: str) -> None:
    with pytest.raises(HoursOutOfOrder, match="write for example"):
        WorkingHours.parse(written)
