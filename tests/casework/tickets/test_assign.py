"""Assigning: only where somebody can act, anew where a unit has not begun or nobody is left, and
never in one's own favour.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from casework.refusals import NobodyActs, NoSuchTicket, NoSuchUnit, TooLate, WithThemAlready
from casework.tickets import commands as c
from casework.tickets.assign import deserted
from rules.lifecycle import SomethingMissing, WrongParty, WrongState
from rules.permissions import Role
from storage.database import Database
from storage.tables import Evidence, Pause, Person, Reminder, RoleHeld, Unit
from tests.casework.stage import FIRST, SECOND, Stage

BUREAU = "示范区教育局"


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def leave(stage: Stage, *names: str) -> None:
    with stage.database.write() as session:
        for each in session.exec(select(Person).where(col(Person.name).in_(names))):
            each.active = False
            session.add(each)


def left(stage: Stage) -> list[int]:
    """Return what `deserted` finds, as the office sees it."""
    with stage.database.read() as session:
        return deserted(stage.desk(session, "office"))


def pauses(stage: Stage, number: str) -> list[tuple[str, timedelta]]:
    id_ = stage.town.ticket(number).id
    with stage.database.read() as session:
        found = session.exec(select(Pause).where(Pause.ticket_id == id_).order_by(col(Pause.id)))
        return [(each.reason, (each.ended_at or each.began_at) - each.began_at) for each in found]


def take_limits(stage: Stage, number: str) -> list[str]:
    """Return for when pushes to take the ticket on are planned."""
    id_ = stage.town.ticket(number).id
    with stage.database.read() as session:
        found = select(Reminder.planned_for).where(
            Reminder.subject == id_, Reminder.about == "take", Reminder.state == "planned"
        )
        return [f"{each:%m-%d}" for each in session.exec(found)]


def test_nothing_is_assigned_where_nobody_could_act(stage: Stage) -> None:
    number = stage.finding(unit=SECOND)
    leave(stage, "elsewhere", "above")
    for unit in (SECOND, BUREAU):
        with pytest.raises(NobodyActs) as refused:
            stage.do("office", c.Assign(number, stage.unit(unit)))
        assert refused.value.field == "unit"
    assert stage.town.ticket(number).state == "accepted"
    stage.do("office", c.Assign(number, stage.unit(FIRST)))


def test_what_is_about_the_head_of_the_top_unit_goes_to_another(stage: Stage) -> None:
    """Nobody is above the top; below it, a unit with people of its own may answer, and one without
    comes up to nobody.
    """
    number = stage.bring(stage.complaint(unit=BUREAU, about_head=True), "accepted", unit=BUREAU)
    leave(stage, "elsewhere")
    for unit in (BUREAU, SECOND):
        with pytest.raises(NobodyActs):
            stage.do("office", c.Assign(number, stage.unit(unit)))
    stage.do("office", c.Assign(number, stage.unit(FIRST)))
    stage.do("head", c.Take(number))


def test_a_handed_back_ticket_is_not_given_to_nobody_either(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "handed_back")
    leave(stage, "elsewhere", "above")
    with pytest.raises(NobodyActs):
        stage.do("office", c.Assign(number, stage.unit(SECOND)))
    assert stage.town.ticket(number).handed_back
    assert pauses(stage, number) == []


def test_given_to_another_unit_before_it_was_taken_on(stage: Stage) -> None:
    """The clock and the limit to take it on start anew, the time lost is recorded, and the new unit
    may hand it back.
    """
    number = stage.bring(stage.finding(), "handed_back")
    stage.do("office", c.Insist(number, "yours"))
    stage.do("head", c.AskTime(number, 2, "long way"))
    stage.town.clock.forward(days=1)
    stage.mail()
    assert take_limits(stage, number) == ["03-03"]
    stage.do("office", c.Reassign(number, stage.unit(SECOND), "moved there", 5))
    mail = stage.mail()
    assert (
        mail["head"]
        == mail["handler"]
        == [f"{number} goes to another unit: moved there / It is no longer yours."]
    )
    assert "Assigned to you" in mail["elsewhere"][0]
    assert set(mail) == {"head", "handler", "elsewhere", "inspector"}
    ticket = stage.town.ticket(number)
    assert (ticket.state, ticket.limit_days, ticket.handed_back, ticket.assigned_at) == (
        "assigned",
        5,
        False,
        stage.town.clock(),
    )
    assert pauses(stage, number) == [("misrouted", timedelta(days=1))]
    assert take_limits(stage, number) == ["03-04"]
    with pytest.raises(NoSuchTicket):
        stage.do("head", c.Take(number))
    stage.do("elsewhere", c.HandBack(number, "not ours"))
    assert stage.faults() == []


def test_what_a_unit_has_taken_on_stays_there_while_it_has_people(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "in_progress")
    with pytest.raises(TooLate):
        stage.do("office", c.Reassign(number, stage.unit(SECOND), "r"))
    leave(stage, "head", "handler")
    with pytest.raises(TooLate):  # the unit above acts now
        stage.do("office", c.Reassign(number, stage.unit(SECOND), "r"))
    assert left(stage) == []
    leave(stage, "above")
    assert left(stage) == [stage.town.ticket(number).id]
    stage.do("office", c.Reassign(number, stage.unit(SECOND), "nobody is left"))
    assert left(stage) == []
    stage.do("elsewhere", c.Take(number))
    stage.do("elsewhere", c.Answer(number, "c", "m", "p"))
    assert stage.faults() == []


def test_the_next_unit_is_not_offered_the_answer_of_the_last(stage: Stage) -> None:
    """Nor do the photos of the last prove anything for the next, where the kind demands proof."""
    number = stage.bring(stage.finding("smoking"), "in_progress")
    stage.do("head", c.Answer(number, "c", "m", "p", (stage.photo("head"),)))
    stage.do("office", c.SendBack(number, "r"))
    leave(stage, "head", "handler", "above")
    stage.do("office", c.Reassign(number, stage.unit(SECOND), "nobody is left"))
    assert stage.town.ticket(number).answer is None
    stage.do("elsewhere", c.Take(number))
    with pytest.raises(SomethingMissing):
        stage.do("elsewhere", c.Answer(number, "c", "m", "p"))
    stage.do("elsewhere", c.Answer(number, "c", "m", "p", (stage.photo("elsewhere"),)))
    stage.mail()
    stage.do("office", c.Approve(number))
    with stage.database.read() as session:
        assert session.exec(select(Evidence.role).order_by(col(Evidence.id))).all() == [
            "former",
            "answer",
        ]


def test_what_is_merged_needs_nobody_to_act_on_it(stage: Stage) -> None:
    number, main = stage.bring(stage.finding(), "assigned"), stage.finding()
    leave(stage, "head", "handler", "above")
    stage.mail()
    stage.do("office", c.Merge(number, main))
    assert not [
        said
        for mail in stage.mail().values()
        for said in mail
        if "assign it to another unit" in said
    ]


def test_what_is_about_a_head_is_left_when_those_above_go(stage: Stage) -> None:
    number = stage.bring(stage.complaint(about_head=True), "accepted")
    stage.do("office", c.Assign(number, stage.unit()))
    assert stage.events(number)[-1].note["unit"] == BUREAU  # which answers
    assert left(stage) == []
    leave(stage, "above")
    assert left(stage) == [stage.town.ticket(number).id]
    stage.mail()
    stage.do("parent", c.Supply(number, "more"))
    assert "nobody on the roster can act on it" in stage.mail()["office"][0]


def test_what_a_reassignment_must_be_given(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "assigned")
    with pytest.raises(WithThemAlready):
        stage.do("office", c.Reassign(number, stage.unit(), "r"))
    with pytest.raises(NoSuchUnit):
        stage.do("office", c.Reassign(number, 999, "r"))
    for given in ({"reason": " "}, {"reason": "r", "limit_days": 61}):
        with pytest.raises(SomethingMissing):
            stage.do("office", c.Reassign(number, stage.unit(SECOND), **given))
    other = stage.finding()
    with pytest.raises(WrongState):
        stage.do("office", c.Reassign(other, stage.unit(SECOND), "r"))
    assert pauses(stage, number) == []


def test_who_acts_for_the_unit_decides_nothing_in_its_favour(stage: Stage) -> None:
    """Whatever else they are; another of the office does, and against the unit they may decide
    themselves.
    """
    stage.also("head", Role.OFFICE, BUREAU)
    mine, other = (
        stage.bring(stage.complaint(), "in_progress"),
        stage.bring(stage.complaint(unit=SECOND), "in_progress", SECOND),
    )
    stage.do("head", c.AskTime(mine, 2, "r"))
    fresh = stage.complaint()
    for command in (
        c.RuleOnTime(mine, True),
        c.RuleOnTime(mine, False, "r"),
        c.Merge(mine, other),
        c.Decline(fresh, "r", "e"),
        c.Merge(fresh, other),
    ):
        with pytest.raises(WrongParty):
            stage.do("head", command)
    stage.do("clerk", c.RuleOnTime(mine, True))
    stage.do("head", c.Accept(fresh))
    stage.do("head", c.Assign(fresh, stage.unit()))
    with pytest.raises(WrongParty):
        stage.do("head", c.Reassign(fresh, stage.unit(SECOND), "r"))
    stage.do("head", c.HandBack(fresh, "r"))
    with pytest.raises(WrongParty):
        stage.do("head", c.Assign(fresh, stage.unit(SECOND)))
    stage.do("head", c.Insist(fresh, "it is ours"))
    done = stage.bring(stage.finding(), "closed")
    with pytest.raises(WrongParty):
        stage.do("head", c.LookBack(done, "all well"))


def test_a_unit_that_is_closed_down_below_another_is_answered_for(stage: Stage) -> None:
    """What is deserted is so by nobody above; a unit without a parent and without people is, too."""
    with stage.database.write() as session:
        alone = Unit(name="独立单位", qr="alone")
        session.add(alone)
        session.flush()
        person = session.exec(select(Person).where(Person.name == "teacher")).one()
        session.add(RoleHeld(person_id=person.id or 0, role=Role.HEAD.value, unit_id=alone.id))
    number = stage.bring(stage.finding(), "accepted")
    stage.do("office", c.Assign(number, stage.unit("独立单位")))
    leave(stage, "head", "handler", "elsewhere")
    assert left(stage) == []
    leave(stage, "teacher")
    assert left(stage) == [stage.town.ticket(number).id]
