"""Finding units and the people who hold roles in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from rules.text.unit_search import Grade
from storage.database import Database
from storage.queries.units import (
    active_units,
    find_unit,
    holders_of,
    recent_units_of,
    search_units,
    subtree,
    unit_by_qr,
)
from storage.tables import Person, RoleHeld, Ticket, Unit

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """A bureau with two schools, one with a campus, and a closed one; the ids by name."""
    ids: dict[str, int] = {}
    with database.write() as session:
        for name, parent, active in (
            ("教育局", None, True),
            ("第一中学", "教育局", True),
            ("育才小学", "教育局", True),
            ("育才小学北校区", "育才小学", True),
            ("旧小学", "教育局", False),
        ):
            unit = Unit(
                name=name, parent_id=ids[parent] if parent else None, qr=f"qr-{name}", active=active
            )
            ids[name] = _id(session, unit)
        for name, active, held in (
            ("督查员", True, [("inspector", None)]),
            ("校长", True, [("head", "育才小学"), ("staff", "育才小学北校区")]),
            ("前校长", False, [("head", "第一中学")]),
            ("局长", True, [("head", "教育局"), ("leader", None)]),
        ):
            ids[name] = _id(session, Person(key=name, name=name, active=active))
            session.add_all(
                RoleHeld(person_id=ids[name], role=role, unit_id=ids[at] if at else None)
                for role, at in held
            )
    return ids


def _id(session: Session, row: Unit | Person) -> int:
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def test_units_out_of_use_are_not_found(database: Database, people: dict[str, int]) -> None:
    with database.read() as session:
        assert [unit.name for unit in active_units(session)] == [
            "教育局",
            "第一中学",
            "育才小学",
            "育才小学北校区",
        ]
        assert find_unit(session, people["旧小学"]) is None
        assert find_unit(session, 999) is None
        assert unit_by_qr(session, "qr-旧小学") is None
        assert search_units(session, "旧小学") == []
        found, by_code = find_unit(session, people["第一中学"]), unit_by_qr(session, "qr-第一中学")
        assert found is not None
        assert found is by_code


def test_searches_with_the_recent_first(database: Database, people: dict[str, int]) -> None:
    campus, school = people["育才小学北校区"], people["育才小学"]
    with database.read() as session:
        assert [
            (m.candidate.id, m.grade) for m in search_units(session, "yc", recent=[campus])
        ] == []
        assert [m.candidate.id for m in search_units(session, "育才", recent=[campus])] == [
            campus,
            school,
        ]
        assert [m.candidate.id for m in search_units(session, "育才", limit=1)] == [school]
        assert search_units(session, "1中")[0].grade is Grade.SHORT
        assert [
            m.candidate.id for m in search_units(session, "", recent=[school, 999, campus], limit=2)
        ] == [school, campus]


def test_recent_units_are_those_the_inspector_reported_last(
    database: Database, people: dict[str, int]
) -> None:
    inspector = people["督查员"]
    with database.write() as session:
        for number, (unit, by) in enumerate(
            (
                ("第一中学", inspector),
                ("育才小学", inspector),
                ("旧小学", inspector),
                ("教育局", None),
                ("第一中学", inspector),
            )
        ):
            session.add(
                Ticket(
                    number=f"DC-2026-{number:04}",
                    track="finding",
                    kind="late",
                    state="accepted",
                    unit_id=people[unit],
                    inspector_id=by,
                    limit_days=5,
                    filed_at=NOW,
                )
            )
            session.flush()
        session.add(
            Ticket(
                number="DC-2026-0009",
                track="finding",
                kind="late",
                state="accepted",
                inspector_id=inspector,
                limit_days=5,
                filed_at=NOW,
            )
        )
    with database.read() as session:
        assert recent_units_of(session, inspector, 5) == [people["第一中学"], people["育才小学"]]
        assert recent_units_of(session, inspector, 1) == [people["第一中学"]]
        assert recent_units_of(session, people["校长"], 5) == []


def test_who_holds_a_role_anywhere_or_at_a_unit(database: Database, people: dict[str, int]) -> None:
    with database.read() as session:
        assert holders_of(session, "head") == [people["校长"], people["局长"]]
        assert holders_of(session, "head", people["育才小学"]) == [people["校长"]]
        assert holders_of(session, "head", people["第一中学"]) == []


def test_subtree_survives_a_circle(database: Database, people: dict[str, int]) -> None:
    school, campus = people["育才小学"], people["育才小学北校区"]
    with database.read() as session:
        assert subtree(session, school) == {school, campus}
        assert subtree(session, people["教育局"]) == {
            people[name] for name in ("教育局", "第一中学", "育才小学", "育才小学北校区", "旧小学")
        }
    with database.write() as session:
        unit = session.get(Unit, school)
        assert unit is not None
        unit.parent_id = campus
    with database.read() as session:
        assert subtree(session, school) == {school, campus}
