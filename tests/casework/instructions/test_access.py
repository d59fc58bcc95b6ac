"""Who sees an instruction, and who is to see to it."""

from __future__ import annotations

from datetime import date

import pytest

from casework.instructions.access import (
    NoSuchInstruction,
    addressees,
    get_visible_instruction,
    is_addressee,
    my_instructions,
)
from casework.instructions.commands import Instruct
from storage.database import Database
from storage.tables import Instruction, Person
from tests.casework.stage import FIRST, Stage

NUMBER = "PS-2026-0001"


@pytest.fixture
def stage(database: Database) -> Stage:
    """Everybody, and an instruction to the first unit."""
    stage = Stage(database)
    due = date(2026, 3, 5)
    stage.do("leader", Instruct("digest:2026-03-02", "查", True, stage.unit(FIRST), due))
    return stage


def test_its_leader_the_unit_and_the_office_see_it(stage: Stage) -> None:
    seen, listed, addressed = set(), set(), set()
    for name in ("leader", "head", "handler", "office", "elsewhere", "teacher", "above", "parent"):
        with stage.database.read() as session:
            desk = stage.desk(session, name)
            if my_instructions(desk):
                listed.add(name)
            if is_addressee(desk, NUMBER):
                addressed.add(name)
            try:
                get_visible_instruction(desk, NUMBER)
                seen.add(name)
            except NoSuchInstruction:
                pass
    assert seen == listed == {"leader", "head", "handler", "office"}
    assert addressed == {"head", "handler"}


@pytest.mark.parametrize(
    ("unit", "names"), [(True, {"head", "handler"}), (False, {"office", "clerk"})]
)
def test_the_office_sees_to_what_names_no_unit(stage: Stage, unit: bool, names: set[str]) -> None:
    with stage.database.write() as session:
        instruction = session.get_one(Instruction, 1)
        if not unit:
            instruction.unit_id = None
        people = addressees(stage.town.desk(session), instruction)
        assert {session.get_one(Person, person).name for person in people} == names
