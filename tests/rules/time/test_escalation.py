"""The ladder and the limits: every rung once, on a working morning that is not :00 or :30, and none
later for a free day less.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.campaign.model import EscalationLevel, usual_ladder
from rules.limits import LIMIT_REMINDERS
from rules.time.deadline import USUAL_HOURS, WorkingHours, due_at
from rules.time.escalation import (
    SERIOUSNESS,
    Hours,
    PlannedLevel,
    highest,
    plan_levels,
    plan_limit_reminders,
)
from rules.time.workdays import Workdays
from tests.rules.strategies import (
    BEIJING,
    calendars,
    days,
    library_calendar,
    overrides,
    working_hours,
)

OFFICE = Hours(library_calendar(), USUAL_HOURS, BEIJING)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)


def beijing(month: int, day: int, hour: int = 18, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


def said(pushes: list[PlannedLevel]) -> list[str]:
    return [f"{each.level} {each.at.astimezone(BEIJING):%m-%d %H:%M}" for each in pushes]


def ladders() -> st.SearchStrategy[tuple[EscalationLevel, ...]]:
    """Ladders of which each rung lies later than the one before."""

    def build(offsets: list[int]) -> tuple[EscalationLevel, ...]:
        named = zip(SERIOUSNESS, sorted(offsets), strict=True)
        return tuple(
            EscalationLevel.model_validate({"rung": name, "offset": at, "to": ["经办人"]})
            for name, at in named
        )

    return st.lists(st.integers(-30, 60), min_size=3, max_size=3, unique=True).map(build)


def test_a_day_before_a_day_after_and_three_days_after() -> None:
    assert said(plan_levels(beijing(3, 5), usual_ladder(), MONDAY, OFFICE)) == [
        "blue 03-04 08:31",
        "yellow 03-06 08:31",
        "red 03-10 08:31",
    ]


def test_over_a_holiday_and_its_working_saturday() -> None:
    """National Day 2026 is 1 to 7 October; Saturday the 10th is worked."""
    assert said(plan_levels(beijing(10, 8), usual_ladder(), beijing(9, 21, 9), OFFICE)) == [
        "blue 09-30 08:31",
        "yellow 10-09 08:31",
        "red 10-12 08:31",
    ]


def test_what_lay_before_the_deadline_and_is_over_is_left_out() -> None:
    assert said(plan_levels(beijing(3, 3), usual_ladder(), MONDAY, OFFICE)) == [
        "yellow 03-04 08:31",
        "red 03-06 08:31",
    ]


def test_what_lay_after_it_and_is_over_is_due_at_the_next_working_minute() -> None:
    late = beijing(3, 7, 11)  # a Saturday
    assert said(plan_levels(beijing(3, 5), usual_ladder(), late, OFFICE)) == [
        "yellow 03-09 08:31",
        "red 03-10 08:31",
    ]
    urgent = Hours(OFFICE.calendar, USUAL_HOURS, BEIJING, urgent=True)
    assert said(plan_levels(beijing(3, 5), usual_ladder(), late, urgent)) == [
        "yellow 03-07 11:00",
        "red 03-10 08:31",
    ]


def test_a_limit_is_pressed_on_its_last_day_and_twice_after() -> None:
    assert said(plan_limit_reminders(beijing(3, 6), MONDAY, OFFICE)) == [
        "limit-1 03-06 08:31",
        "limit-2 03-09 08:31",
        "limit-3 03-10 08:31",
    ]
    assert (
        said(plan_limit_reminders(beijing(3, 6), beijing(3, 6, 8, 31), OFFICE))[0]
        == "limit-2 03-09 08:31"
    )  # the first is being said
    assert said(plan_limit_reminders(beijing(3, 6), beijing(3, 9, 12), OFFICE)) == [
        "limit-3 03-10 08:31"
    ]
    assert said(plan_limit_reminders(beijing(3, 6), beijing(3, 14, 12), OFFICE)) == [
        "limit-3 03-16 08:31"
    ]


def test_what_is_urgent_is_pressed_on_a_sunday_too() -> None:
    urgent = Hours(OFFICE.calendar, USUAL_HOURS, BEIJING, urgent=True)
    assert said(plan_limit_reminders(beijing(3, 6), MONDAY, urgent)) == [
        "limit-1 03-06 08:31",
        "limit-2 03-07 08:31",
        "limit-3 03-08 08:31",
    ]


def test_the_highest_is_the_most_serious() -> None:
    assert highest(["yellow", "red", "blue"]) == "red"
    with pytest.raises(ValueError):  # noqa: PT011  # max says so
        highest([])


@given(calendars(), days(), st.integers(1, 30), st.integers(-200, 200), ladders(), working_hours())
def test_every_rung_once_and_in_working_time(
    calendar: Workdays,
    assigned: date,
    limit: int,
    later: int,
    ladder: tuple[EscalationLevel, ...],
    working: WorkingHours,
) -> None:
    hours = Hours(calendar, working, BEIJING)
    start = datetime.combine(assigned, time(12), BEIJING)
    deadline = due_at(start, limit, calendar, BEIJING, working).at
    now = deadline + timedelta(hours=7 * later)
    climbing = plan_levels(deadline, ladder, now, hours)
    names = [each.level for each in climbing]
    assert len(set(names)) == len(names)
    after = {each.rung for each in ladder if each.offset > 0}
    assert after <= set(names)  # one that comes after the deadline is never forgotten
    for push in climbing:
        local = push.at.astimezone(BEIJING)
        assert push.at >= now
        assert calendar.is_working(local.date())
        assert working.contain(local.time())
        assert local.minute % 30
    assert [each.at for each in climbing] == sorted(each.at for each in climbing)


@given(calendars(), days(), st.integers(-60, 60), working_hours(), st.booleans())
def test_a_limit_is_pressed_three_times_at_most(
    calendar: Workdays, day: date, later: int, working: WorkingHours, urgent: bool
) -> None:
    hours = Hours(calendar, working, BEIJING, urgent=urgent)
    limit = datetime.combine(day, time(18), BEIJING).astimezone(UTC)
    now = limit + timedelta(hours=11 * later)
    pushes = plan_limit_reminders(limit, now, hours)
    assert 1 <= len(pushes) <= LIMIT_REMINDERS
    assert len({each.level for each in pushes}) == len(pushes)
    for push in pushes:
        local = push.at.astimezone(BEIJING)
        assert push.at >= now
        assert urgent or (
            calendar.is_working(local.date())
            and working.contain(local.time())
            and local.minute % 30
        )


@given(overrides(), days(), days(), st.integers(1, 20), ladders())
def test_a_free_day_more_never_brings_a_warning_nearer(
    free: dict[date, bool],
    extra: date,
    assigned: date,
    limit: int,
    ladder: tuple[EscalationLevel, ...],
) -> None:
    start = datetime.combine(assigned, time(9), BEIJING)
    moments = []
    for days_off in (free, {**free, extra: True}):
        calendar = Workdays(days_off, ())
        deadline = due_at(start, limit, calendar, BEIJING).at
        pushes = plan_levels(deadline, ladder, start, Hours(calendar, USUAL_HOURS, BEIJING))
        moments.append({each.level: each.at for each in pushes})
    before, after = moments
    late = {
        each.rung for each in ladder if each.offset > 0
    }  # of the others, a free day more may leave no morning before it
    assert all(after[level] >= before[level] for level in late)
