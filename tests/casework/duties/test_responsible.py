"""Who answers for an assignment."""

from __future__ import annotations

from casework.duties import commands as d
from casework.duties.responsible import my_assignments, responsible_for
from storage.tables import Assignment
from tests.casework.duties.cast import named, person_id, retire
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import add_assignment


def answering(stage: Stage, assignment: int) -> set[str]:
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        found = responsible_for(desk, session.get_one(Assignment, assignment))
    return named(stage, found)


def mine(stage: Stage, name: str) -> set[int]:
    with stage.database.read() as session:
        return {each.id or 0 for each in my_assignments(stage.desk(session, name), "open")}


def test_who_answers(stage: Stage) -> None:
    unit = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    below = add_assignment(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    person = add_assignment(stage.town, "letter", person="teacher", due="2026-03-06")
    group = add_assignment(stage.town, "visits", due="2026-03-31", period="2026-03")
    assert [answering(stage, each) for each in (unit, below, person)] == [
        {"head", "handler"},
        {"elsewhere"},
        {"teacher"},
    ]
    assert answering(stage, group) == {"office", "clerk"}
    others = add_assignment(stage.town, "letter", person="office", due="2026-03-06")  # no teacher
    assert mine(stage, "teacher") == {person}
    assert mine(stage, "office") == {group, others}
    assert mine(stage, "parent") == set()
    stage.do("head", d.HandOver(unit, person_id(stage, "teacher")))
    assert answering(stage, unit) == {"teacher"}
    retire(stage, "teacher", "elsewhere")
    assert [answering(stage, each) for each in (unit, below, person)] == [
        {"head", "handler"},
        {"above"},
        set(),
    ]
