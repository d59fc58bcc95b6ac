"""Who has a part in an instruction: who wrote it, who is to see to it, and who may see it."""

from __future__ import annotations

from casework.desk import Desk
from casework.refusals import Refused
from casework.unit_tree import people_of, units_answered_by
from locales import _
from rules.permissions import Role
from storage.queries.instructions import instruction_by_number, instructions_for
from storage.queries.units import holders_of
from storage.tables import Instruction


class NoSuchInstruction(Refused):
    """There is no such instruction, or it is none of theirs: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("There is no such instruction for you. Please check the number."))


def get_visible_instruction(desk: Desk, number: str, *, lock: bool = False) -> Instruction:
    """Return the instruction if the actor wrote it or answers for it; raises NoSuchInstruction."""
    instruction = instruction_by_number(desk.session, number, lock=lock)
    if instruction is None or not _may_see(desk, instruction):
        raise NoSuchInstruction
    return instruction


def _may_see(desk: Desk, instruction: Instruction) -> bool:
    return instruction.leader_id == desk.actor.person_id or may_report(desk, instruction)


def may_report(desk: Desk, instruction: Instruction) -> bool:
    """Tell whether the actor answers for it: the addressee, or the office on behalf."""
    return desk.actor.may("work_the_inbox") or _is_addressed_to(desk, instruction)


def is_addressee(desk: Desk, number: str) -> bool:
    """Tell whether this instruction was given to a unit for which the actor answers."""
    instruction = instruction_by_number(desk.session, number)
    return instruction is not None and _is_addressed_to(desk, instruction)


def _is_addressed_to(desk: Desk, instruction: Instruction) -> bool:
    return instruction.unit_id is not None and instruction.unit_id in units_answered_by(desk)


def addressees(desk: Desk, instruction: Instruction) -> list[int]:
    """Return the persons who are to see to it: the unit's, or the office's."""
    if instruction.unit_id is not None:
        found = people_of(desk.session, instruction.unit_id)
        if found:
            return found
    return holders_of(desk.session, Role.OFFICE.value)


def my_instructions(desk: Desk) -> list[Instruction]:
    """Return what is not done and concerns the actor, as its writer or as an addressee."""
    leader = desk.actor.person_id if desk.actor.may("instruct") else None
    office = desk.actor.may("work_the_inbox")
    return instructions_for(
        desk.session, leader=leader, units=units_answered_by(desk), office=office
    )
