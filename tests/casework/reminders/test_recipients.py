"""Whom a warning reaches: the leaders in charge of the unit at hand, and the chiefs."""

from __future__ import annotations

import pytest
from sqlmodel import select

from casework.reminders.recipients import chiefs, leaders_of
from casework.tickets import commands as c
from rules.permissions import Role
from storage.database import Database
from storage.tables import Person, PortfolioField, RoleHeld, Ticket
from tests.casework.stage import FIRST, SECOND, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database)
    for name in ("of the first", "of the second", "of meetings"):
        stage.town.person(name, Role.STAFF)
    stage.also("of the first", Role.LEADER, FIRST)
    stage.also("of the second", Role.LEADER, SECOND)
    return stage


def leaders(stage: Stage, unit: str) -> set[str]:
    number = stage.finding("late")
    stage.do("office", c.Assign(number, stage.unit(unit), 3))
    with stage.database.read() as session:
        desk = stage.desk(session, "office")
        ticket = session.exec(select(Ticket).where(Ticket.number == number)).one()
        return names(stage, leaders_of(desk, ticket))


def names(stage: Stage, persons: list[int]) -> set[str]:
    with stage.database.read() as session:
        return {session.get_one(Person, person).key for person in persons}


def test_the_leaders_are_those_of_the_unit_at_hand(stage: Stage) -> None:
    assert leaders(stage, FIRST) == {"of the first"}
    assert leaders(stage, SECOND) == {"of the second"}
    assert leaders(stage, "示范区教育局") == {"leader"}


def test_chiefs_lead_the_whole_bureau_and_no_part_of_it(stage: Stage) -> None:
    with stage.database.write() as session:
        person = session.exec(select(Person.id).where(Person.key == "of meetings")).one() or 0
        session.add(RoleHeld(person_id=person, role="leader"))
        session.add(PortfolioField(person_id=person, field="meeting"))
    with stage.database.read() as session:
        assert names(stage, chiefs(stage.desk(session, "office"))) == {"leader"}


def test_without_another_the_chiefs_are_those_with_a_portfolio(stage: Stage) -> None:
    with stage.database.write() as session:
        person = session.exec(select(Person.id).where(Person.key == "leader")).one() or 0
        session.add(PortfolioField(person_id=person, field="meeting"))
    with stage.database.read() as session:
        assert names(stage, chiefs(stage.desk(session, "office"))) == {"leader"}


def test_who_leads_a_unit_beside_the_bureau_is_no_chief(stage: Stage) -> None:
    stage.also("of the first", Role.LEADER, "示范区教育局")
    with stage.database.read() as session:
        assert names(stage, chiefs(stage.desk(session, "office"))) == {"leader"}
