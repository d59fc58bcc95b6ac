"""Leaders' portfolios."""

from __future__ import annotations

import pytest
from sqlmodel import select

from casework.digests.commands import SetPortfolio
from casework.digests.portfolio import fields_led, leaders
from casework.refusals import NotAllowed
from storage.tables import Person
from tests.casework.stage import Stage


def person_id(stage: Stage, name: str) -> int:
    with stage.database.read() as session:
        return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def test_a_field_is_put_in_and_taken_out(stage: Stage) -> None:
    leader = person_id(stage, "leader")
    with stage.database.read() as session:
        desk = stage.desk(session, "office")
        field = next(iter(desk.catalogue.fields))
        assert [person.name for person in leaders(desk)] == ["leader"]
    for on, expected in ((True, {field}), (True, {field}), (False, set()), (False, set())):
        stage.do("office", SetPortfolio(leader, field, on))
        with stage.database.read() as session:
            assert fields_led(stage.desk(session, "office"), leader) == expected


def test_only_of_leaders_only_by_the_office_only_fields_there_are(stage: Stage) -> None:
    leader = person_id(stage, "leader")
    with stage.database.read() as session:
        field = next(iter(stage.desk(session, "office").catalogue.fields))
    for name, command in (
        ("leader", SetPortfolio(leader, field, True)),
        ("office", SetPortfolio(person_id(stage, "head"), field, True)),
        ("office", SetPortfolio(leader, "no-such-field", True)),
    ):
        with pytest.raises(NotAllowed):
            stage.do(name, command)
