"""Instructions (批示): written by a leader, reported by the addressee, and taken as done."""

from __future__ import annotations

from datetime import UTC, date, datetime

from casework.desk import Desk
from casework.instructions.access import get_visible_instruction, may_report
from casework.instructions.commands import Instruct, ReportInstruction, SettleInstruction
from casework.instructions.subject import check_subject, is_ticket
from casework.instructions.telling import tell
from casework.notices import Receipt
from casework.refusals import AlreadyDone, NoSuchUnit, NotAllowed
from casework.tickets.access import get_visible_ticket
from casework.tickets.numbering import next_number
from casework.tickets.transition import apply_transition
from locales import _
from rules.lifecycle import SomethingMissing
from rules.text.codes import INSTRUCTION_PREFIX
from rules.time.escalation import Hours, plan_limit_reminders
from storage.queries.reminders import Planned, drop, plan
from storage.tables import Instruction, Unit

INSTRUCTION = "instruction"  # what reminders of it are about


def instruct(desk: Desk, command: Instruct) -> Receipt:
    """Record a leader's words; what is to be done gets an addressee and a day."""
    _check(desk, command)
    instruction = _record(desk, command)
    ticket = None
    if is_ticket(command.about):
        note = _note_of(desk, instruction, command.due)
        ticket = get_visible_ticket(desk, command.about, lock=True)
        apply_transition(desk, ticket, "instruct", note)
    _plan_reminders(desk, instruction)
    event = "ordered" if instruction.to_be_done else "noted"
    return tell(desk, instruction, event, ticket=ticket)


def _check(desk: Desk, command: Instruct) -> None:
    if not desk.actor.may("instruct") or desk.actor.person_id is None:
        raise NotAllowed
    if command.to_be_done and (command.due is None or command.due < desk.today):
        raise SomethingMissing(_("The day must not be over."), "due")
    if command.unit is not None:
        unit = desk.session.get(Unit, command.unit)
        if unit is None or not unit.active:
            raise NoSuchUnit
    check_subject(desk, command.about)


def _record(desk: Desk, command: Instruct) -> Instruction:
    due_at = None
    if command.to_be_done and command.due is not None:
        due_at = _close_of(desk, command.due)
    instruction = Instruction(
        number=next_number(desk, INSTRUCTION_PREFIX),
        leader_id=desk.actor.person_id or 0,
        words=command.words,
        to_be_done=command.to_be_done,
        about=command.about,
        unit_id=command.unit,
        made_at=desk.now,
        state="open" if command.to_be_done else "done",
        due_at=due_at,
    )
    desk.session.add(instruction)
    desk.session.flush()
    return instruction


def _close_of(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, desk.bureau.hours.closes, desk.bureau.zone).astimezone(UTC)


def _note_of(desk: Desk, instruction: Instruction, due: date | None) -> dict[str, str | None]:
    """Return what the ticket's event keeps of the instruction."""
    return {
        "words": instruction.words,
        "instruction": instruction.number,
        "unit": _whom(desk, instruction),
        "due": str(due) if due is not None else None,
    }


def _whom(desk: Desk, instruction: Instruction) -> str:
    """Return the addressee as the event names it, "" for what is for information."""
    if instruction.unit_id is not None:
        return desk.session.get_one(Unit, instruction.unit_id).name
    return "office" if instruction.to_be_done else ""


def _plan_reminders(desk: Desk, instruction: Instruction) -> None:
    """Plan when the addressee is reminded: on the last day, and on the working days after."""
    if instruction.due_at is None:
        return
    due_at, subject = instruction.due_at, instruction.id or 0
    hours = Hours(desk.calendar, desk.bureau.hours, desk.bureau.zone)
    pushes = plan_limit_reminders(due_at, desk.now, hours)
    plan(
        desk.session,
        [Planned(INSTRUCTION, subject, push.level, due_at, push.at) for push in pushes],
    )


def report_instruction(desk: Desk, command: ReportInstruction) -> Receipt:
    """Report what was done; the leader decides whether that is all."""
    instruction = get_visible_instruction(desk, command.number, lock=True)
    if not may_report(desk, instruction):
        raise NotAllowed
    if instruction.state != "open":
        raise AlreadyDone(_("{number} was reported already.", number=instruction.number))
    instruction.state = "reported"
    instruction.report = command.words
    instruction.reported_by = desk.actor.person_id
    instruction.reported_at = desk.now
    _settle(desk, instruction)
    return tell(desk, instruction, "reported")


def settle_instruction(desk: Desk, command: SettleInstruction) -> Receipt:
    """Take it as done, reported or not; only the leader who wrote it does."""
    instruction = get_visible_instruction(desk, command.number, lock=True)
    if instruction.leader_id != desk.actor.person_id:
        raise NotAllowed
    if instruction.state == "done":
        raise AlreadyDone(_("{number} is done already.", number=instruction.number))
    instruction.state = "done"
    _settle(desk, instruction)
    return tell(desk, instruction, "done")


def _settle(desk: Desk, instruction: Instruction) -> None:
    """Let nobody be reminded of it any more."""
    desk.session.add(instruction)
    drop(desk.session, INSTRUCTION, instruction.id or 0)
