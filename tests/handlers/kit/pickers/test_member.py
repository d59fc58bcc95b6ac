"""Choosing somebody of the roster: by name or number, among those whom one may invite."""

from __future__ import annotations

from casework.desk import Actor
from handlers.kit.pickers.member import Member
from rules.permissions import Role
from storage.tables import Person
from talk import Given, Wrong
from talk import input as sent
from tests.town import Town


def _read(town: Town, words: str, *roles: Role) -> Given | Wrong:
    with town.database.read() as session:
        desk = town.desk(session)
        desk.actor = Actor(held=frozenset((role, None) for role in roles))
        reading = Member(desk).read(sent.Words(words), None)
    assert isinstance(reading, Given | Wrong)
    return reading


def test_everybody_in_use_of_that_name_is_found(town: Town) -> None:
    with town.database.write() as session:
        session.add_all(
            Person(key=key, name="王老师", active=active)
            for key, active in (("1001", True), ("1002", False), ("1003", True))
        )
    found = _read(town, "王老师", Role.OFFICE)
    assert isinstance(found, Given)
    assert len(found.value) == 2
    assert _read(town, "1001", Role.OFFICE) == Given(found.value[:1])
    assert isinstance(_read(town, "1002", Role.OFFICE), Wrong)


def test_the_office_does_not_invite_a_leader(town: Town) -> None:
    town.person("局长", Role.LEADER)
    assert isinstance(_read(town, "局长", Role.OFFICE), Wrong)
    assert isinstance(_read(town, "局长", Role.ADMIN), Given)
