"""What a digest covers, and whose it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from casework.digests.commands import SetPortfolio
from casework.digests.figures import digest_facts
from casework.digests.scope import scope_of
from casework.digests.spans import Spans, limits_in, spans_of
from casework.instructions import commands as lead
from casework.refusals import AlreadyDone, NotAllowed
from rules.lifecycle import SomethingMissing
from rules.permissions import Role
from rules.time.deadline import due_at
from rules.usual_kinds import KINDS
from storage.database import Database
from storage.queries.scope import Scope
from tests.casework.stage import FIRST, Stage
from tests.town import MONDAY


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


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


def _scope(stage: Stage, name: str) -> Scope:
    with stage.database.read() as session:
        desk = stage.desk(session, name)
        return scope_of(desk, desk.actor)


def test_whose_it_is(stage: Stage) -> None:
    stage.town.person("分管", Role.LEADER, unit=FIRST)
    assert _scope(stage, "leader").is_all  # over the bureau
    assert _scope(stage, "office").is_all
    assert _scope(stage, "分管").units == frozenset({stage.unit(FIRST)})
    meeting = frozenset(code for code, kind in KINDS.items() if kind.field == "meeting")
    with stage.database.read() as session:
        ids = {
            each: stage.desk(session, each).actor.person_id or 0
            for each in ("leader", "分管", "head")
        }
    stage.do("office", SetPortfolio(ids["leader"], "meeting", True))
    assert _scope(stage, "leader") == Scope(frozenset(), meeting)
    stage.do("office", SetPortfolio(ids["分管"], "meeting", True))
    assert _scope(stage, "分管") == Scope(frozenset({stage.unit(FIRST)}), meeting)
    stage.do("office", SetPortfolio(ids["leader"], "meeting", False))
    assert _scope(stage, "leader").is_all
    for whose, field in (("head", "meeting"), ("leader", "no such field")):
        with pytest.raises(NotAllowed):
            stage.do("office", SetPortfolio(ids[whose], field, True))
    with pytest.raises(NotAllowed):
        stage.do("leader", SetPortfolio(ids["leader"], "service", True))


def test_the_figures_of_an_ordinary_day(stage: Stage) -> None:
    first, second = stage.finding(), stage.finding(unit="第二小学")
    stage.bring(first, "closed")
    stage.bring(second, "assigned", unit="第二小学")
    stage.set(second, due_at=MONDAY - timedelta(days=3))
    stage.town.clock.forward(minutes=5)
    with stage.database.read() as session:
        desk = stage.desk(session, "leader")
        facts = digest_facts(desk, desk.actor)
    assert (facts.came[0], facts.solved[0], facts.open, facts.overdue) == (2, 1, 1, 1)
    assert facts.places == (("第二小学", 1),)
    assert [(each.number, each.unit, each.days) for each in facts.worst] == [
        (second, "第二小学", 2)
    ]
    assert facts.bars[-1].came == 2


def test_what_an_instruction_needs(stage: Stage) -> None:
    with pytest.raises(SomethingMissing):
        stage.do("leader", lead.Instruct("digest:2026-03-02", "w", True, None, None))
    with pytest.raises(SomethingMissing):
        stage.do("leader", lead.Instruct("digest:2026-03-02", "w", True, None, date(2026, 3, 1)))
    with pytest.raises(NotAllowed):
        stage.do("office", lead.Instruct("digest:2026-03-02", "w"))
    stage.do(
        "leader", lead.Instruct("digest:2026-03-02", "w", True, stage.unit(), date(2026, 3, 2))
    )
    with pytest.raises(NotAllowed):
        stage.do("leader", lead.ReportInstruction("PS-2026-0001", "w"))
    with pytest.raises(NotAllowed):
        stage.do("head", lead.SettleInstruction("PS-2026-0001"))
    stage.do("head", lead.ReportInstruction("PS-2026-0001", "done"))
    with pytest.raises(AlreadyDone):
        stage.do("handler", lead.ReportInstruction("PS-2026-0001", "done"))
    stage.do("leader", lead.SettleInstruction("PS-2026-0001"))
    with pytest.raises(AlreadyDone):
        stage.do("leader", lead.SettleInstruction("PS-2026-0001"))
    assert stage.faults() == []


def test_the_chain_holds_an_instruction_on_a_ticket(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "assigned")
    stage.do("leader", lead.Instruct(number, "look into it", True, stage.unit(), date(2026, 3, 5)))
    event = stage.events(number)[-1]
    assert (event.name, event.actor, event.from_state, event.to_state) == (
        "instructed",
        "leader",
        "assigned",
        "assigned",
    )
    assert event.note == {
        "words": "look into it",
        "instruction": "PS-2026-0001",
        "unit": FIRST,
        "due": "2026-03-05",
    }
    assert stage.faults() == []
