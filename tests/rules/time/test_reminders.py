"""Reminders come on working mornings, each once, none before it opens; what is late is said
whatever somebody wishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.campaign.duties import Reminders
from rules.time.deadline import WorkingHours
from rules.time.escalation import Hours
from rules.time.reminders import Quiet, reminders_for, told_at
from tests.rules.strategies import BEIJING, ZONES, calendars, days, library_calendar, working_hours

USUAL = Reminders()
DAY = timedelta(days=1)


def _hours(working: str = "08:30-12:00,14:30-18:00") -> Hours:
    return Hours(library_calendar(), WorkingHours.parse(working), BEIJING)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BEIJING).astimezone(UTC)


def _plan(
    due: str, opens: str = "2026-01-01", now: str = "2026-01-01", **more: object
) -> list[str]:
    day, _, clock = due.partition(" ")
    pushes = reminders_for(
        _at(date.fromisoformat(day), clock or "18:00"),
        date.fromisoformat(opens),
        Reminders.model_validate(more),
        _hours(),
        _at(date.fromisoformat(now), "00:00"),
    )
    return [f"{each.level} {each.at.astimezone(BEIJING):%m-%d %H:%M}" for each in pushes]


def test_the_usual_plan() -> None:
    assert _plan("2026-03-20") == [
        "before-7 03-11 08:31",
        "before-3 03-17 08:31",
        "before-1 03-19 08:31",
        "day 03-20 08:31",
        "late-1 03-23 08:31",
        "late-2 03-24 08:31",
        "late-3 03-25 08:31",
        "late-4 03-26 08:31",
        "late-5 03-27 08:31",
        "week-1 04-03 08:31",
    ]


def test_a_week_s_report_is_not_spoken_of_before_its_week() -> None:
    assert _plan("2026-03-20", opens="2026-03-16", late_daily=0, late_weekly=False) == [
        "before-3 03-17 08:31",
        "before-1 03-19 08:31",
        "day 03-20 08:31",
    ]


@pytest.mark.parametrize(
    "due", ["2026-03-22", "2026-03-20 08:30"], ids=["free", "before the morning"]
)
def test_a_day_without_a_morning_of_its_own_is_spoken_of_the_working_day_before(due: str) -> None:
    plan = _plan(due, before=[3], late_daily=1, late_weekly=False)
    assert plan[1] == ("day 03-20 08:31" if due.endswith("22") else "day 03-19 08:31")
    assert [
        each.split()[0] for each in _plan(due, before=[1], late_daily=1, late_weekly=False)
    ] == ["before-1", "late-1"]


def test_weekly_ones_go_on_without_end_and_a_holiday_moves_them() -> None:
    for now in ("2026-09-29", "2026-10-05"):
        assert _plan("2026-03-20", now=now)[-2:] == ["week-26 09-28 08:31", "week-27 10-08 08:31"]
    assert _plan("2026-03-20", now="2026-04-01")[-1] == "week-1 04-03 08:31"


reminders = st.builds(
    Reminders,
    before=st.lists(st.integers(1, 30), max_size=6).map(tuple),
    same_day=st.booleans(),
    late_daily=st.integers(0, 10),
    late_weekly=st.booleans(),
)
some_hours = st.builds(Hours, calendars(), working_hours(), st.sampled_from(ZONES))


@given(days(), st.times(), st.integers(0, 60), reminders, some_hours, st.integers(-400, 400))
def test_every_plan_keeps_to_working_minutes_and_says_each_thing_once(
    due: date, clock: time, open_days: int, plan: Reminders, hours: Hours, after: int
) -> None:
    due_at = datetime.combine(due, clock.replace(tzinfo=None), hours.zone).astimezone(UTC)
    opens, now = due - open_days * DAY, due_at + after * DAY
    pushes = reminders_for(due_at, opens, plan, hours, now)
    assert len({each.level for each in pushes}) == len(pushes) == len({each.at for each in pushes})
    assert len(pushes) <= len(set(plan.before)) + plan.same_day + plan.late_daily + 2
    for each in pushes:
        local = each.at.astimezone(hours.zone)
        assert hours.calendar.is_working(local.date())
        assert hours.working.contain(local.time())
        assert local.minute % 30
        assert local.date() >= opens
        assert (each.at > due_at) == each.level.startswith(("late", "week"))
    assert not plan.late_weekly or pushes[-1].at > now or pushes[-1].level.startswith("late")


@given(days(), reminders, some_hours, st.lists(st.integers(-400, 400), min_size=2, max_size=5))
def test_whenever_it_is_planned_a_moment_bears_the_same_name(
    due: date, plan: Reminders, hours: Hours, afters: list[int]
) -> None:
    due_at = datetime.combine(due, time(18), hours.zone).astimezone(UTC)
    named: dict[datetime, str] = {}
    for after in afters:
        for each in reminders_for(due_at, due - 40 * DAY, plan, hours, due_at + after * DAY):
            assert named.setdefault(each.at, each.level) == each.level


@dataclass
class Wish:
    quiet_from: str = ""
    quiet_to: str = ""
    snoozed_until: datetime | None = None


FRIDAY = date(2026, 3, 20)
MORNING = _at(FRIDAY, "08:40")


def test_what_is_not_late_waits_as_wished() -> None:
    assert told_at(MORNING, None, _hours(), late=False) == MORNING
    assert told_at(MORNING, Wish(), _hours(), late=False) == MORNING
    assert told_at(MORNING, Wish(snoozed_until=_at(FRIDAY, "09:40")), _hours(), late=False) == _at(
        FRIDAY, "09:40"
    )
    assert (
        told_at(MORNING, Wish(snoozed_until=_at(FRIDAY, "07:40")), _hours(), late=False) == MORNING
    )
    assert told_at(MORNING, Wish(snoozed_until=_at(FRIDAY, "13:00")), _hours(), late=False) == _at(
        FRIDAY, "14:31"
    )
    noon = _at(FRIDAY, "12:30")  # a wish that is over says nothing of the hours
    assert told_at(noon, Wish(snoozed_until=noon), _hours(), late=False) == noon
    assert told_at(MORNING, Wish("08:00", "10:00"), _hours(), late=False) == _at(FRIDAY, "10:01")
    assert told_at(MORNING, Wish("14:00", "09:00"), _hours(), late=False) == _at(FRIDAY, "09:01")
    assert told_at(MORNING, Wish("08:00", "18:00"), _hours(), late=False) is None


def test_what_is_late_cannot_be_silenced() -> None:
    assert (
        told_at(MORNING, Wish(snoozed_until=_at(FRIDAY, "13:00")), _hours(), late=True) == MORNING
    )
    assert told_at(MORNING, Wish("08:00", "10:00"), _hours(), late=True) == _at(FRIDAY, "10:01")
    assert told_at(MORNING, Wish("00:00", "23:59"), _hours(), late=True) == MORNING
    urgent = Hours(library_calendar(), _hours().working, BEIJING, urgent=True)
    assert (
        told_at(MORNING, Wish("08:00", "10:00", _at(FRIDAY, "13:00")), urgent, late=False)
        == MORNING
    )


def test_the_half_hour_alone_is_no_room() -> None:
    assert not Quiet(time(8, 31), time(8, 30)).leaves_room(_hours().working)
    assert Quiet(time(8, 32), time(8, 30)).leaves_room(_hours().working)


@given(days(), st.times(), st.times(), st.times(), st.booleans(), some_hours)
def test_wishes_keep_to_working_minutes_outside_of_the_quiet_ones(
    day: date, clock: time, first: time, last: time, late: bool, hours: Hours
) -> None:
    now = hours.allowed(datetime.combine(day, clock, hours.zone).astimezone(UTC))
    wish = Wish(f"{first:%H:%M}", f"{last:%H:%M}")
    quiet = Quiet(time.fromisoformat(wish.quiet_from), time.fromisoformat(wish.quiet_to))
    at = told_at(now, wish, hours, late=late)
    if at is None:
        assert not late
        assert not quiet.leaves_room(hours.working)
        return
    assume(quiet.leaves_room(hours.working))
    assert at >= now
    assert hours.allowed(at) == at
    assert not quiet.holds(at.astimezone(hours.zone).time())
