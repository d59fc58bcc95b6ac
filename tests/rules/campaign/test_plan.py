"""Duties laid out over the calendar: every day covered once, nothing due on a free day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.campaign.model import Campaign, Semester
from rules.campaign.periods import periods
from rules.campaign.plan import Occurrence, occurrences
from rules.time.workdays import Workdays
from tests.rules.campaign.samples import campaign, only_duty, span
from tests.rules.strategies import calendars, days, library_calendar

ONE = timedelta(days=1)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


@st.composite
def recurring(draw: st.DrawFn) -> dict[str, Any]:
    """A recurring duty or a counter of any period and any named day."""
    every = draw(st.sampled_from(["week", *MONTHS]))
    if draw(st.booleans()):
        return {"type": "counter", "at_least": 1, "unit": "次", "per": every}
    found: dict[str, Any] = {"type": "recurring", "every": every, "following": draw(st.booleans())}
    if every == "week":
        return found | {"weekday": draw(st.sampled_from(WEEKDAYS))}
    day = draw(st.one_of(st.just("last"), st.integers(1, 31)))
    month = draw(st.one_of(st.none(), st.integers(1, MONTHS[every])))
    return found | {"day": day if month is None else {"month": month, "day": day}}


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[Campaign, Workdays, list[Occurrence]]:
    first = draw(days())
    last = first + timedelta(days=draw(st.integers(0, 500)))
    made = campaign(draw(recurring()), first=first, last=last)
    calendar = draw(calendars())
    return made, calendar, occurrences(only_duty(made), made, calendar)


def due(duty: dict[str, Any], first: str, last: str) -> list[str]:
    made = campaign(duty, first=date.fromisoformat(first), last=date.fromisoformat(last))
    return [each.day.isoformat() for each in occurrences(only_duty(made), made, library_calendar())]


def is_named_before(made: Campaign) -> bool:
    return not getattr(only_duty(made), "following", False)


@given(laid_out())
def test_every_day_of_the_campaign_is_covered_exactly_once(
    drawn: tuple[Campaign, Workdays, list[Occurrence]],
) -> None:
    made, _calendar, found = drawn
    covered = [day for each in found for day in every_day(each.opens, each.closes)]
    assert covered == every_day(made.period.first, made.period.last)


@given(laid_out())
def test_nothing_is_due_on_a_free_day(drawn: tuple[Campaign, Workdays, list[Occurrence]]) -> None:
    _made, calendar, found = drawn
    assert [each.day for each in found if not calendar.is_working(each.day)] == []


@given(laid_out())
def test_no_deadline_comes_before_the_one_before(
    drawn: tuple[Campaign, Workdays, list[Occurrence]],
) -> None:
    made, calendar, found = drawn
    assert all(early.day < late.day for early, late in pairwise(found))
    assert len({each.period for each in found}) == len(found)
    works = any(map(calendar.is_working, every_day(made.period.first, made.period.last)))
    if is_named_before(made) and works:
        assert all(each.opens <= each.day <= each.closes for each in found)


def every_day(first: date, last: date) -> list[date]:
    return [first + i * ONE for i in range((last - first).days + 1)]


def named_among(inside: list[date], duty: dict[str, Any]) -> date:
    """Return the day of a whole period that the duty names, by looking at each."""
    if duty["type"] == "counter":
        return inside[-1]
    if duty["every"] == "week":
        return next(day for day in inside if WEEKDAYS[day.weekday()] == duty["weekday"])
    months = list(dict.fromkeys((day.year, day.month) for day in inside))
    named = (
        duty["day"] if isinstance(duty["day"], dict) else {"month": len(months), "day": duty["day"]}
    )
    highest = 31 if named["day"] == "last" else named["day"]
    return max(
        day
        for day in inside
        if (day.year, day.month) == months[named["month"] - 1] and day.day <= highest
    )


@given(recurring(), days(), st.integers(0, 500), calendars())
def test_a_deadline_is_what_one_finds_by_looking_at_each_day(
    duty: dict[str, Any], first: date, length: int, calendar: Workdays
) -> None:
    """The last working day up to the named one, or the first after it; a period without one owes
    nothing of its own.
    """
    made = campaign(duty, first=first, last=first + timedelta(days=length))
    every, following = duty.get("every") or duty["per"], duty.get("following", False)
    wide = periods(every, span(first, made.period.last + 400 * ONE))
    expected: dict[str, date] = {}
    before = date.min
    for cut, (this, after) in zip(periods(every, made.period), pairwise(wide), strict=False):
        base = after if following else this
        latest = base.last if following else cut.closes
        named = named_among(every_day(base.first, base.last), duty)
        working = [
            day
            for day in every_day(max(cut.opens, before + ONE), latest)
            if calendar.is_working(day)
        ]
        if working and named >= max(cut.opens, before + ONE):
            before = max([day for day in working if day <= named], default=working[0])
            expected[cut.id] = before
    found = {each.period: each.day for each in occurrences(only_duty(made), made, calendar)}
    assert found == expected or (not expected and len(found) == 1)


@given(laid_out())
def test_provisional_when_a_year_is_not_published(
    drawn: tuple[Campaign, Workdays, list[Occurrence]],
) -> None:
    _made, calendar, found = drawn
    for each in found:
        assert each.provisional or calendar.published(each.day.year)


@given(laid_out())
def test_a_deadline_is_the_end_of_work_in_the_time_zone(
    drawn: tuple[Campaign, Workdays, list[Occurrence]],
) -> None:
    made, _calendar, found = drawn
    for each in found:
        local = each.due_at.astimezone(made.zone)
        assert (local.date(), local.hour, local.minute) == (each.day, 18, 0)


WEEKLY = {"type": "recurring", "every": "week", "weekday": "friday"}
MONTHLY = {"type": "recurring", "every": "month", "day": 25}


@pytest.mark.parametrize(
    ("duty", "first", "last", "days"),
    [
        # Friday, 1 May 2026, is free, Thursday the 30th is not; the week of the Spring Festival
        # joins the next.
        (WEEKLY, "2026-04-20", "2026-05-10", ["2026-04-24", "2026-04-30", "2026-05-08"]),
        (WEEKLY, "2026-02-09", "2026-03-01", ["2026-02-13", "2026-02-27"]),
        # It ends on a Sunday: that Monday to Sunday is one week.
        (WEEKLY, "2026-03-02", "2026-03-15", ["2026-03-06", "2026-03-13"]),
        # The last week is free as a whole: it joins the one before.
        (WEEKLY, "2026-02-09", "2026-02-22", ["2026-02-13"]),
        # It begins on a Saturday: that weekend joins the next week; it ends on a Wednesday: due by
        # then.
        (WEEKLY, "2026-03-07", "2026-03-18", ["2026-03-13", "2026-03-18"]),
        (MONTHLY, "2026-01-01", "2026-03-29", ["2026-01-23", "2026-02-25", "2026-03-25"]),
        # The 25th is past when it begins: January joins February.
        (MONTHLY, "2026-01-28", "2026-03-10", ["2026-02-25", "2026-03-10"]),
        ({**MONTHLY, "day": 31}, "2026-01-01", "2026-02-28", ["2026-01-30", "2026-02-28"]),
        # By the 5th for the month before: Saturday, 5 September, and the holiday of 5 October come
        # forward.
        (
            {**MONTHLY, "day": 5, "following": True},
            "2026-08-01",
            "2026-09-30",
            ["2026-09-04", "2026-09-30"],
        ),
        ({**MONTHLY, "day": 5, "following": True}, "2026-12-01", "2026-12-31", ["2027-01-05"]),
        (
            {"type": "recurring", "every": "quarter", "day": 20},
            "2026-01-01",
            "2026-06-30",
            ["2026-03-20", "2026-06-18"],
        ),
        (
            {"type": "recurring", "every": "quarter", "day": {"month": 1, "day": 15}},
            "2026-01-01",
            "2026-06-30",
            ["2026-01-15", "2026-04-15"],
        ),
        (
            {"type": "recurring", "every": "half-year", "day": "last"},
            "2026-03-01",
            "2026-12-31",
            ["2026-06-30", "2026-12-31"],
        ),
        (
            {"type": "recurring", "every": "year", "day": {"month": 12, "day": 10}},
            "2025-06-01",
            "2026-12-31",
            ["2025-12-10", "2026-12-10"],
        ),
        (
            {"type": "counter", "at_least": 3, "unit": "次", "per": "campaign"},
            "2026-03-01",
            "2026-05-03",
            ["2026-04-30"],
        ),
        (
            {"type": "once", "due": "2026-05-02"},
            "2026-03-01",
            "2026-05-31",
            ["2026-05-02"],
        ),  # as the document says, free or not
        ({"type": "confirmation", "due": "2026-05-08"}, "2026-03-01", "2026-05-31", ["2026-05-08"]),
        ({"type": "at-once"}, "2026-03-01", "2026-05-31", []),
    ],
)
def test_known_cases(duty: dict[str, Any], first: str, last: str, days: list[str]) -> None:
    assert due(duty, first, last) == days


def test_semesters_are_those_of_the_file() -> None:
    terms = (
        Semester(title="春", span=span(date(2026, 3, 2), date(2026, 7, 10))),
        Semester(title="秋", span=span(date(2026, 9, 1), date(2027, 1, 22))),
    )
    made = campaign(
        {"type": "recurring", "every": "semester"},
        first=date(2026, 3, 1),
        last=date(2026, 12, 31),
        semesters=terms,
    )
    found = occurrences(only_duty(made), made, library_calendar())
    assert [(each.period, each.opens.isoformat(), each.day.isoformat()) for each in found] == [
        ("春", "2026-03-02", "2026-07-10"),
        ("秋", "2026-09-01", "2026-12-31"),
    ]


def test_what_joins_the_one_before_ends_with_the_campaign() -> None:
    made = campaign(WEEKLY, first=date(2026, 2, 2), last=date(2026, 2, 22))
    found = occurrences(only_duty(made), made, library_calendar())
    assert [(each.day.isoformat(), each.closes.isoformat()) for each in found] == [
        ("2026-02-06", "2026-02-08"),
        ("2026-02-13", "2026-02-22"),
    ]


def test_a_campaign_of_free_days_only_is_due_before_it() -> None:
    made = campaign(WEEKLY, first=date(2026, 10, 1), last=date(2026, 10, 4))
    (only,) = occurrences(only_duty(made), made, library_calendar())
    assert (only.opens, only.closes, only.day) == (
        date(2026, 10, 1),
        date(2026, 10, 4),
        date(2026, 9, 30),
    )


def test_a_due_time_and_the_stage_count() -> None:
    made = campaign(
        {"type": "once", "due": "2026-03-20", "time": "12:00", "stage": "a"},
        first=date(2026, 3, 1),
        last=date(2026, 4, 1),
    )
    staged = Campaign.model_validate(
        {
            **made.model_dump(),
            "stages": [
                {"key": "a", "title": "甲", "period": {"from": "2026-03-10", "to": "2026-03-31"}}
            ],
        }
    )
    (only,) = occurrences(only_duty(staged), staged, library_calendar())
    assert only.opens == date(2026, 3, 10)
    assert only.due_at == datetime(2026, 3, 20, 4, tzinfo=UTC)
    assert not only.provisional
