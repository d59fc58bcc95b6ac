"""Roles that two people give: nobody alone, and the roster only until there are two."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from casework.people.accounts import roles_of
from casework.people.commands import SettleRole
from casework.people.roles import (
    NoSuchProposal,
    ask_for_role,
    drop_proposals,
    givers,
    is_set_up,
    open_proposals,
)
from casework.refusals import AlreadyDone, NotAllowed
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Person
from tests.casework.duties.cast import person_id, retire
from tests.casework.stage import FIRST, Stage
from tests.town import MONDAY


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database)
    stage.town.person("admin", Role.ADMIN)
    return stage


def ask(stage: Stage, name: str, role: Role = Role.CUSTODIAN) -> int:
    """Let the roster ask for a role, and return the proposal's id."""
    with stage.database.write() as session:
        person = session.exec(select(Person).where(Person.name == name)).one()
        assert ask_for_role(session, person, role, MONDAY)
        return open_proposals(session)[-1].id or 0


def holds(stage: Stage, name: str) -> frozenset[Role]:
    with stage.database.read() as session:
        return roles_of(session, person_id(stage, name))


def unbind(session: Session, name: str) -> None:
    chat = session.exec(select(Chat).where(Chat.address == name)).one()
    chat.person_id = None
    session.add(chat)


def test_nobody_gives_such_a_role_alone(stage: Stage) -> None:
    proposal = ask(stage, "teacher")
    stage.do("admin", SettleRole(proposal, agreed=True))
    with pytest.raises(AlreadyDone):
        stage.do("admin", SettleRole(proposal, agreed=True))
    assert Role.CUSTODIAN not in holds(stage, "teacher")
    stage.do("custodian", SettleRole(proposal, agreed=True))
    assert Role.CUSTODIAN in holds(stage, "teacher")
    with pytest.raises(NoSuchProposal):
        stage.do("custodian", SettleRole(proposal, agreed=True))


@pytest.mark.parametrize("name", ["office", "leader", "head", "teacher", "parent"])
def test_nobody_else_gives_or_refuses_it(stage: Stage, name: str) -> None:
    proposal = ask(stage, "teacher")
    for agreed in (True, False):
        with pytest.raises(NotAllowed):
            stage.do(name, SettleRole(proposal, agreed=agreed))


def test_whose_proposal_it_was_must_still_hold_a_role(stage: Stage) -> None:
    """Else one who has left would count as the second."""
    proposal = ask(stage, "teacher")
    stage.do("admin", SettleRole(proposal, agreed=True))
    retire(stage, "admin")
    stage.do("custodian", SettleRole(proposal, agreed=True))
    assert Role.CUSTODIAN not in holds(stage, "teacher")


def test_a_refused_role_waits_no_more(stage: Stage) -> None:
    proposal = ask(stage, "teacher")
    stage.do("custodian", SettleRole(proposal, agreed=False))
    with pytest.raises(NoSuchProposal):
        stage.do("admin", SettleRole(proposal, agreed=True))
    assert Role.CUSTODIAN not in holds(stage, "teacher")


def test_a_role_waits_once_and_as_long_as_the_roster_asks(stage: Stage) -> None:
    ask(stage, "teacher")
    with stage.database.write() as session:
        person = session.exec(select(Person).where(Person.name == "teacher")).one()
        assert not ask_for_role(session, person, Role.CUSTODIAN, MONDAY)
        drop_proposals(session, person.id or 0, {"custodian"})
        assert len(open_proposals(session)) == 1
        drop_proposals(session, person.id or 0, {"admin"})
        assert open_proposals(session) == []


def test_who_has_left_gets_no_role(stage: Stage) -> None:
    proposal = ask(stage, "teacher")
    retire(stage, "teacher")
    with pytest.raises(NoSuchProposal):
        stage.do("admin", SettleRole(proposal, agreed=True))


def test_a_bureau_is_set_up_when_two_can_be_reached(stage: Stage) -> None:
    stage.also("head", Role.OFFICE, FIRST)
    with stage.database.write() as session:
        assert len(givers(session)) == 2
        assert is_set_up(session)
        unbind(session, "admin")
        session.flush()
        assert not is_set_up(session)
