"""Who acts for a unit, and for which units somebody answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import Session

from casework.unit_tree import (
    acting_for,
    is_manned,
    parent_of,
    people_of,
    units_answered_by,
    vacant_units,
)
from storage.database import Database
from storage.queries.unit_tree import read_unit_tree
from storage.tables import Unit
from tests.casework.duties.cast import named, person_id, retire
from tests.casework.stage import FIRST, SECOND, Stage

BUREAU = "示范区教育局"


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def one_question(_session: Session) -> None:
    """Ask the database each time."""


def whole_tree(session: Session) -> None:
    """Ask the tree, which was read before."""
    read_unit_tree(session)


@pytest.fixture(params=[one_question, whole_tree])
def before(request: pytest.FixtureRequest) -> Callable[[Session], None]:
    """What was read before does not change the answers."""
    found: Callable[[Session], None] = request.param
    return found


def acting(
    stage: Stage, before: Callable[[Session], None], unit: str, **given: object
) -> tuple[int, list[str]]:
    """Return which unit acts for this one, and who."""
    with stage.database.read() as session:
        before(session)
        at, people = acting_for(session, stage.unit(unit), **given)  # type: ignore[arg-type]
    return at, sorted(named(stage, people))


def test_its_own_head_and_handlers_act_the_head_first(
    stage: Stage, before: Callable[[Session], None]
) -> None:
    assert acting(stage, before, FIRST) == (stage.unit(FIRST), ["handler", "head"])
    with stage.database.read() as session:
        before(session)
        assert people_of(session, stage.unit(FIRST))[0] == person_id(stage, "head")


def test_without_any_those_of_the_unit_above_act(
    stage: Stage, before: Callable[[Session], None]
) -> None:
    retire(stage, "elsewhere")
    assert acting(stage, before, SECOND) == (stage.unit(BUREAU), ["above"])
    with stage.database.read() as session:
        before(session)
        assert not is_manned(session, stage.unit(SECOND))
        assert is_manned(session, stage.unit(FIRST))


def test_with_nobody_above_either_it_stays_with_the_unit(
    stage: Stage, before: Callable[[Session], None]
) -> None:
    retire(stage, "elsewhere", "above")
    assert acting(stage, before, SECOND) == (stage.unit(SECOND), [])


def test_in_what_is_about_a_head_that_unit_and_that_head_do_not_act(
    stage: Stage, before: Callable[[Session], None]
) -> None:
    first, bureau = stage.unit(FIRST), stage.unit(BUREAU)
    assert acting(stage, before, FIRST, about=first) == (bureau, ["above"])
    head = person_id(stage, "head")
    assert acting(stage, before, FIRST, but=[head]) == (first, ["handler"])
    above = person_id(stage, "above")
    assert acting(stage, before, FIRST, about=first, but=[above]) == (first, [])


def test_a_ring_of_units_has_an_end(stage: Stage, before: Callable[[Session], None]) -> None:
    retire(stage, "elsewhere", "above")
    with stage.database.write() as session:
        session.get_one(Unit, stage.unit(BUREAU)).parent_id = stage.unit(SECOND)
    assert acting(stage, before, SECOND) == (stage.unit(SECOND), [])


def test_the_unit_right_above(stage: Stage, before: Callable[[Session], None]) -> None:
    with stage.database.read() as session:
        before(session)
        assert parent_of(session, stage.unit(FIRST)) == stage.unit(BUREAU)
        assert parent_of(session, stage.unit(BUREAU)) is None
        assert parent_of(session, 404) is None


def answered_by(stage: Stage, name: str) -> set[int]:
    with stage.database.read() as session:
        return units_answered_by(stage.desk(session, name))


def test_who_is_above_answers_for_the_units_below_without_anybody(stage: Stage) -> None:
    bureau, first, second = map(stage.unit, (BUREAU, FIRST, SECOND))
    assert answered_by(stage, "above") == {bureau}
    retire(stage, "elsewhere")
    assert answered_by(stage, "above") == {bureau, second}
    assert answered_by(stage, "handler") == {first}
    assert answered_by(stage, "office") == set()


def test_vacant_are_units_for_which_nobody_answers(stage: Stage) -> None:
    with stage.database.read() as session:
        assert vacant_units(session) == set()
    retire(stage, "elsewhere", "above")
    with stage.database.read() as session:
        assert vacant_units(session) == {stage.unit(SECOND), stage.unit(BUREAU)}
