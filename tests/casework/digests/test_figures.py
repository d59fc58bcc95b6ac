"""The figures of a digest."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from casework.digests.figures import digest_facts
from casework.duties import commands as d
from casework.instructions import commands as lead
from casework.refusals import AlreadyDone, NotAllowed
from locales.translate import BEIJING
from rules.lifecycle import SomethingMissing
from tests.casework.duties.cast import WHOLE
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment, open_campaign
from tests.town import MONDAY


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
    stage.set(second, unit_id=None)
    with stage.database.read() as session:
        desk = stage.desk(session, "leader")
        assert [each.unit for each in digest_facts(desk, desk.actor).worst] == ["-"]


def test_campaigns_under_way_with_their_stage(stage: Stage) -> None:
    open_campaign(stage.town)
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    add_assignment(stage.town, "lists", unit=FIRST, due="2026-04-10")
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    for day, expected in (
        (date(2026, 3, 31), ("查找问题", 1, 1)),
        (date(2026, 4, 1), ("整改", 1, 1)),
        (date(2026, 7, 1), ("", 2, 1)),
    ):
        stage.town.clock.now = datetime.combine(day, time(9), BEIJING)
        with stage.database.read() as session:
            desk = stage.desk(session, "leader")
            (facts,) = digest_facts(desk, desk.actor).campaigns
        assert (facts.stage, facts.due, facts.filed) == expected


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
