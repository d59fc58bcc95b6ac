"""Who of the roster is in a campaign's groups."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from casework.people.groups import is_member, members_of, own_facts, roster_of
from rules.campaign.file import read_campaign
from rules.campaign.groups import PersonFacts
from rules.campaign.model import Campaign
from rules.permissions import Role
from storage.database import Database
from storage.tables import Person, Unit
from tests.casework.duties.cast import named, retire
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import CAMPAIGN


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return read_campaign(CAMPAIGN.encode())


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def members(stage: Stage, campaign: Campaign, *groups: str) -> set[str]:
    with stage.database.read() as session:
        found = members_of(stage.town.desk(session), campaign, groups)
    assert len(found) == len(set(found))
    return named(stage, found)


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        (("领导小组办公室",), {"office", "clerk"}),
        (
            ("校长", "领导小组办公室", "领导小组办公室"),
            {"above", "head", "elsewhere", "office", "clerk"},
        ),
        (("各学校",), {"head", "handler", "teacher", "elsewhere"}),  # whoever holds a role there
        (("没有这个组",), set()),
        ((), set()),
    ],
)
def test_members(
    stage: Stage, campaign: Campaign, groups: tuple[str, ...], names: set[str]
) -> None:
    assert members(stage, campaign, *groups) == names


def test_who_has_left_is_in_no_group(stage: Stage, campaign: Campaign) -> None:
    retire(stage, "clerk")
    assert members(stage, campaign, "领导小组办公室") == {"office"}
    with stage.database.read() as session:
        assert own_facts(stage.desk(session, "clerk"))[0] == []


@pytest.mark.parametrize("name", ["office", "head", "teacher", "parent"])
def test_the_actor_is_a_member_where_they_are_among_the_members(
    stage: Stage, campaign: Campaign, name: str
) -> None:
    for group in (*campaign.groups.persons, "没有这个组"):
        with stage.database.read() as session:
            desk = stage.desk(session, name)
            is_in = name in members(stage, campaign, group)
            assert is_member(desk, campaign, [group]) == is_in


def test_the_actor_alone_is_read_as_groups_ask_for_them(stage: Stage) -> None:
    stage.also("head", Role.INSPECTOR, SECOND)
    with stage.database.read() as session:
        [me], units = own_facts(stage.desk(session, "head"))
    assert me == PersonFacts(
        "head", "head", frozenset({(Role.HEAD, FIRST), (Role.INSPECTOR, SECOND)})
    )
    assert {unit.name: unit.parent for unit in units} == {
        "示范区教育局": None,
        FIRST: "示范区教育局",
        SECOND: "示范区教育局",
    }


def test_a_unit_out_of_use_is_no_unit_of_the_roster(stage: Stage) -> None:
    with stage.database.write() as session:
        session.exec(select(Unit).where(Unit.name == FIRST)).one().active = False
    with stage.database.read() as session:
        _ids, _persons, units = roster_of(session)
    assert {unit.name for unit in units} == {"示范区教育局", SECOND}


def _added(session: Session) -> None:
    session.add(Person(key="new", name="new"))


def _retired(session: Session) -> None:
    session.exec(select(Person).where(Person.key == "head")).one().active = False


@pytest.mark.parametrize("change", [_added, _retired])
def test_the_roster_is_read_once_and_anew_when_it_has_changed(stage: Stage, change: object) -> None:
    assert callable(change)
    with stage.database.write() as session:
        before = roster_of(session)
        assert roster_of(session) is before
        change(session)
        session.flush()
        assert len(roster_of(session)[1]) != len(before[1])
