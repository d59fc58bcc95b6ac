"""The time that a digest covers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from casework.digests.spans import Spans, limits_in, spans_of
from rules.time.deadline import due_at
from tests.casework.stage import Stage


def _spans(stage: Stage, every: str, until: datetime, *, free_days: bool = False) -> Spans:
    with stage.database.read() as session:
        return spans_of(stage.town.desk(session), every, until, free_days=free_days)


def _at(month: int, day: int, hour: int = 9, minute: int = 5, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_a_day_begins_where_that_of_the_working_day_before_ended(stage: Stage) -> None:
    spans = _spans(stage, "day", _at(3, 9))  # a Monday
    assert spans.now == (_at(3, 6), _at(3, 9))
    assert spans.before == (_at(3, 5), _at(3, 6))
    assert spans.earlier == (_at(2, 27), _at(3, 2))
    assert [last for _first, last in spans.bars] == [
        _at(3, 9) - timedelta(days=back) for back in range(13, -1, -1)
    ]
    assert _spans(stage, "day", _at(3, 9), free_days=True).now == (_at(3, 8), _at(3, 9))


def test_nothing_is_lost_between_two_days(stage: Stage) -> None:
    """Over the spring festival of 2026, when a Saturday was worked."""
    covered = []
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        for back in range(30, -1, -1):
            until = _at(3, 2) - timedelta(days=back)
            if desk.calendar.is_working(until.date()):
                covered.append(spans_of(desk, "day", until).now)
    assert all(one[1] == other[0] for one, other in pairwise(covered))


def test_a_week_and_a_month(stage: Stage) -> None:
    week = _spans(stage, "week", _at(3, 6))
    assert (week.now, week.before) == ((_at(2, 27), _at(3, 6)), (_at(2, 20), _at(2, 27)))
    assert week.earlier == (_at(1, 30), _at(2, 6))
    month = _spans(stage, "month", _at(1, 5))
    first = [
        _at(12, 31, 16, 0, 2025),
        _at(11, 30, 16, 0, 2025),
        _at(10, 31, 16, 0, 2025),
    ]  # midnights in Beijing
    assert (month.now, month.before) == ((first[1], first[0]), (first[2], first[1]))
    assert month.earlier == (_at(11, 30, 16, 0, 2024), _at(12, 31, 16, 0, 2024))
    assert month.rates == month.now


def test_limits_are_those_that_the_deadlines_name(stage: Stage) -> None:
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        span = (_at(2, 1), _at(3, 10))
        for days in (1, 3):
            limits = limits_in(desk, span, days)
            for hours in range(0, 24 * 36, 5):
                began = span[0] + timedelta(hours=hours)
                until = due_at(began, days, desk.calendar, desk.bureau.zone, desk.bureau.hours).at
                found = [limit.until for limit in limits if limit.first <= began < limit.last]
                assert found == ([until] if span[0] <= until < span[1] else [])
