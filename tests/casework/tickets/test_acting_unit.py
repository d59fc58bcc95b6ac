"""Where a unit has neither head nor handler, the nearest unit above that has acts for it: it takes,
answers and is told.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlmodel import col, select

from casework.refusals import NoSuchTicket
from casework.tickets import commands as c
from casework.tickets.acting_unit import acting_unit
from casework.tickets.queues import tickets_to_answer
from rules.lifecycle import WrongParty
from rules.permissions import Role
from storage.database import Database
from storage.tables import Person, RoleHeld, Ticket, Unit
from tests.casework.stage import FIRST, SECOND, Stage

BUREAU, BRANCH = "示范区教育局", "第二小学分校"


@pytest.fixture
def stage(database: Database) -> Stage:
    """The town, where the second school has a branch without anybody."""
    stage = Stage(database)
    with database.write() as session:
        above = session.exec(select(Unit.id).where(Unit.name == SECOND)).one()
        session.add(Unit(name=BRANCH, qr="branch", parent_id=above))
    return stage


def retire(stage: Stage, *names: str, active: bool = False) -> None:
    with stage.database.write() as session:
        for each in session.exec(select(Person).where(col(Person.name).in_(names))):
            each.active = active
            session.add(each)


def acting(stage: Stage, number: str) -> str:
    with stage.database.read() as session:
        ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
        unit = session.get(Unit, acting_unit(session, ticket))
        return unit.name if unit else ""


def listed(stage: Stage, *names: str) -> dict[str, list[str]]:
    """Return the numbers that stand in these persons' list of their units' tickets."""
    with stage.database.read() as session:
        return {
            name: [each.number for each in tickets_to_answer(stage.desk(session, name))]
            for name in names
        }


def dispatched(stage: Stage, number: str, unit: str) -> dict[str, list[str]]:
    """Assign what was filed; return what everybody was told of it."""
    if number.startswith("TS"):
        stage.do("office", c.Accept(number))
    stage.mail()
    stage.do("office", c.Assign(number, stage.unit(unit)))
    return stage.mail()


def none_may(stage: Stage, names: Iterable[str], command: object) -> None:
    for name in names:
        with pytest.raises(NoSuchTicket):
            stage.do(name, command)


def test_the_nearest_unit_above_does_all_that_the_unit_would(stage: Stage) -> None:
    number = stage.complaint(unit=BRANCH)
    told = dispatched(stage, number, BRANCH)
    assert set(told) == {"elsewhere", "parent"}
    assert told["elsewhere"][0].startswith(
        f"{BRANCH} has nobody to act on it, so it comes to you: Assigned to you: {number}"
    )
    assert listed(stage, "elsewhere", "above", "head") == {
        "elsewhere": [number],
        "above": [],
        "head": [],
    }
    none_may(stage, ("head", "above"), c.Take(number))
    stage.do("elsewhere", c.Take(number))
    stage.do("elsewhere", c.AskTime(number, 2, "far away"))
    stage.do("elsewhere", c.AskReporter(number, "who?"))
    stage.do("parent", c.Supply(number, "all"))
    stage.mail()
    stage.do("office", c.RuleOnTime(number, True))
    assert set(stage.mail()) == {"elsewhere", "parent"}
    stage.do("elsewhere", c.Answer(number, "cause", "measure", "Wang"))
    with pytest.raises(WrongParty):
        stage.do("elsewhere", c.Approve(number))
    stage.do("office", c.Approve(number))
    assert stage.faults() == []


def test_it_may_hand_back_what_is_not_the_units(stage: Stage) -> None:
    number = stage.finding(unit=BRANCH)
    dispatched(stage, number, BRANCH)
    stage.do("elsewhere", c.HandBack(number, "not the branch's"))
    assert set(stage.mail()) == {"office", "clerk"}


def test_it_goes_up_as_far_as_there_is_somebody_and_comes_down_again(stage: Stage) -> None:
    number = stage.finding(unit=BRANCH)
    retire(stage, "elsewhere")
    assert set(dispatched(stage, number, BRANCH)) == {"above", "inspector"}
    assert acting(stage, number) == BUREAU
    assert listed(stage, "above") == {"above": [number]}
    retire(stage, "elsewhere", active=True)
    assert acting(stage, number) == SECOND
    stage.also("teacher", Role.HANDLER, BRANCH)
    assert acting(stage, number) == BRANCH
    none_may(stage, ("elsewhere", "above"), c.Take(number))
    assert listed(stage, "teacher", "elsewhere", "above") == {
        "teacher": [number],
        "elsewhere": [],
        "above": [],
    }
    stage.do("teacher", c.Take(number))


def test_where_nobody_is_above_the_office_is_told(stage: Stage) -> None:
    number = stage.finding(unit=BRANCH)
    dispatched(stage, number, BRANCH)
    retire(stage, "elsewhere", "above")
    stage.do("inspector", c.Supply(number, "more"))
    told = stage.mail()
    assert set(told) == {"office", "clerk"}
    assert f"nobody on the roster can act on it for {BRANCH}" in told["office"][0]
    assert "[Assign to another unit]" in told["office"][0]
    assert acting(stage, number) == BRANCH


def test_where_those_on_the_roster_have_no_chat_the_office_is_told(stage: Stage) -> None:
    number = stage.finding(unit=BRANCH)
    at = stage.unit(BRANCH)
    with stage.database.write() as session:
        person = Person(key="new", name="new")
        session.add(person)
        session.flush()
        session.add(RoleHeld(person_id=person.id or 0, role=Role.HEAD.value, unit_id=at))
    told = dispatched(stage, number, BRANCH)
    assert set(told) == {"office", "clerk", "inspector"}
    assert f"nobody of {BRANCH} can be reached here" in told["office"][0]


def test_who_may_not_act_for_the_unit_yet_sees_nothing_before_dispatch(stage: Stage) -> None:
    number = stage.finding(unit=BRANCH)
    none_may(stage, ("elsewhere",), c.Take(number))
    assert listed(stage, "elsewhere") == {"elsewhere": []}


def test_a_complaint_about_a_head_climbs_past_those_whom_it_is_about(stage: Stage) -> None:
    """The head of the school is the only one above the branch, too: the bureau acts, and neither
    school knows of it.
    """
    stage.also("head", Role.HEAD, SECOND)
    retire(stage, "elsewhere")
    stage.also("teacher", Role.HEAD, BRANCH)
    stage.also("head", Role.HEAD, BRANCH)
    number = stage.complaint(unit=BRANCH, about_head=True)
    told = dispatched(stage, number, BRANCH)
    assert set(told) == {"above", "parent"}
    assert acting(stage, number) == BUREAU
    assert listed(stage, "above", "head", "teacher") == {
        "above": [number],
        "head": [],
        "teacher": [],
    }
    none_may(stage, ("head", "teacher"), c.Take(number))
    stage.do("above", c.Take(number))


def test_a_unit_does_not_act_in_what_is_about_its_own_head(stage: Stage) -> None:
    """Assigned to the branch, which has nobody, what is about the school's head passes the school
    by.
    """
    stage.also("handler", Role.HANDLER, SECOND)
    number = stage.complaint(unit=SECOND, about_head=True)
    assert set(dispatched(stage, number, BRANCH)) == {"above", "parent"}
    assert listed(stage, "above", "handler", "elsewhere") == {
        "above": [number],
        "handler": [],
        "elsewhere": [],
    }
    none_may(stage, ("handler", "elsewhere"), c.Take(number))


def test_the_list_holds_both_sorts_oldest_deadline_first(stage: Stage) -> None:
    retire(stage, "elsewhere")
    numbers = [
        stage.finding(unit=BRANCH),
        stage.complaint(unit=FIRST, about_head=True),
        stage.finding(unit=SECOND),
        stage.finding(unit=FIRST),
    ]
    for number, unit, days in zip(
        numbers, (BRANCH, FIRST, SECOND, FIRST), (9, 5, 1, 1), strict=True
    ):
        if number.startswith("TS"):
            stage.do("office", c.Accept(number))
        stage.do("office", c.Assign(number, stage.unit(unit), days))
    assert listed(stage, "above") == {"above": [numbers[2], numbers[1], numbers[0]]}
    assert listed(stage, "head", "inspector") == {"head": [numbers[3]], "inspector": []}
