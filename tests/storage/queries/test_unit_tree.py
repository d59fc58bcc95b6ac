"""The tree of units is read once in a transaction, and anew when it has changed in it."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlmodel import Session, select

from storage.database import Database
from storage.queries.unit_tree import known_unit_tree, leaders_by_field, read_unit_tree
from storage.queries.units import holders_of
from storage.tables import Person, PortfolioField, RoleHeld, Unit


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    """Return the ids of a bureau, a school below it, and a head of the school."""
    with database.write() as session:
        bureau = Unit(name="教育局", kind="bureau", qr="b")
        session.add(bureau)
        session.flush()
        school = Unit(name="第一中学", qr="s", parent_id=bureau.id)
        person = Person(key="p1", name="周校长")
        session.add_all([school, person])
        session.flush()
        session.add(RoleHeld(person_id=person.id or 0, role="head", unit_id=school.id))
        return {
            "bureau": bureau.id or 0,
            "school": school.id or 0,
            "person": person.id or 0,
        }


def test_it_says_who_is_above_and_who_holds_what(database: Database, ids: dict[str, int]) -> None:
    with database.read() as session:
        tree = read_unit_tree(session)
        assert tree.above(ids["school"]) == [ids["school"], ids["bureau"]]
        assert tree.holders_of("head", ids["school"]) == [ids["person"]]
        assert tree.holders_of("head") == [ids["person"]]
        assert tree.holders_of("head", ids["bureau"]) == []
        assert read_unit_tree(session) is tree
        assert holders_of(session, "head") == [ids["person"]]


def _role_added(session: Session, ids: dict[str, int]) -> None:
    session.add(RoleHeld(person_id=ids["person"], role="handler", unit_id=ids["school"]))
    session.flush()


def _role_inserted(session: Session, ids: dict[str, int]) -> None:
    row = {"person_id": ids["person"], "role": "handler", "unit_id": ids["school"]}
    session.execute(insert(RoleHeld), [row])


def _person_retired(session: Session, ids: dict[str, int]) -> None:
    session.get_one(Person, ids["person"]).active = False
    session.flush()


def _unit_moved(session: Session, ids: dict[str, int]) -> None:
    session.get_one(Unit, ids["school"]).parent_id = None
    session.flush()


def _role_lost(session: Session, _ids: dict[str, int]) -> None:
    session.delete(session.exec(select(RoleHeld)).one())
    session.flush()


@pytest.mark.parametrize(
    "change", [_role_added, _role_inserted, _person_retired, _unit_moved, _role_lost]
)
def test_it_is_forgotten_when_it_changes(
    database: Database, ids: dict[str, int], change: object
) -> None:
    assert callable(change)
    with database.write() as session:
        before = read_unit_tree(session)
        change(session, ids)
        assert known_unit_tree(session) is None
        assert read_unit_tree(session) != before


def test_what_a_savepoint_takes_back_is_forgotten(database: Database, ids: dict[str, int]) -> None:
    with database.write() as session:
        savepoint = session.begin_nested()
        _role_added(session, ids)
        assert read_unit_tree(session).holders_of("handler") == [ids["person"]]
        savepoint.rollback()
        assert read_unit_tree(session).holders_of("handler") == []


def test_fields_are_read_anew_as_well(database: Database, ids: dict[str, int]) -> None:
    with database.write() as session:
        assert leaders_by_field(session) == {}
        session.add(PortfolioField(person_id=ids["person"], field="meeting"))
        session.flush()
        assert leaders_by_field(session) == {ids["person"]: {"meeting"}}
