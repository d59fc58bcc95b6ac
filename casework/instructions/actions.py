"""Instructions (批示): a leader writes on a ticket or a digest; what is to be done is tracked,
reported and taken as done.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from casework.desk import Desk
from casework.instructions.commands import Instruct, ReportInstruction, SettleInstruction
from casework.notices import Receipt, tell_person
from casework.refusals import AlreadyDone, NoSuchUnit, NotAllowed, Refused
from casework.tickets.access import get_visible_ticket
from casework.tickets.acting_unit import answering_unit
from casework.tickets.audience import open_button, unit_name
from casework.tickets.numbering import next_number
from casework.tickets.transition import apply_transition
from casework.unit_tree import people_of, units_answered_by
from locales import Button, Fact, Message, _
from rules.lifecycle import FROM_DISPATCH, SomethingMissing, State
from rules.permissions import Role
from rules.time.escalation import Hours, plan_limit_reminders
from storage.queries.instructions import instruction_by_number, instructions_for
from storage.queries.reminders import Planned, drop, plan
from storage.queries.units import holders_of
from storage.tables import Instruction, Person, Ticket, Unit

ABOUT = "instruction"  # of nudges
_DIGEST = re.compile(r"digest:(\d{4}-\d{2}-\d{2})")
_INSTRUCTION = re.compile(r"PS-\d{4}-\d{4,}")


class NoSuchInstruction(Refused):
    """There is no such instruction, or it is none of theirs: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("There is no such instruction for you. Please check the number."))


def instruct(desk: Desk, command: Instruct) -> Receipt:
    """Record a leader's words; what is to be done gets an addressee and a day, what is for
    information goes to the office.
    """
    if not desk.actor.may("instruct") or desk.actor.person_id is None:
        raise NotAllowed
    if command.to_be_done and (command.due is None or command.due < desk.today):
        raise SomethingMissing(_("The day must not be over."), "due")
    unit = desk.session.get(Unit, command.unit) if command.unit is not None else None
    if command.unit is not None and (unit is None or not unit.active):
        raise NoSuchUnit
    check_about(desk, command.about)
    made = Instruction(
        number=next_number(desk, "PS"),
        leader_id=desk.actor.person_id,
        words=command.words,
        to_be_done=command.to_be_done,
        about=command.about,
        unit_id=command.unit,
        made_at=desk.now,
        state="open" if command.to_be_done else "done",
        due_at=_close_of(desk, command.due)
        if command.to_be_done and command.due is not None
        else None,
    )
    desk.session.add(made)
    desk.session.flush()
    if is_ticket(command.about):
        whom = unit.name if unit is not None else "office" if command.to_be_done else ""
        given = {
            "words": command.words,
            "instruction": made.number,
            "unit": whom,
            "due": command.due and str(command.due),
        }
        apply_transition(desk, "instruct", command.about, given)
    _plan(desk, made)
    _tell_of(desk, made)
    if not made.to_be_done:
        return Receipt(
            _("{number} is recorded for information; the office has been told.", number=made.number)
        )
    text = _(
        "{number} is with {whom}, to be done by {day}. You will be told when it is reported.",
        number=made.number,
    )
    return Receipt(
        text.given(whom=addressee(desk, made), day=command.due or desk.today), (view_button(made),)
    )


def check_about(desk: Desk, about: str) -> None:
    """Raise a Refused when this is nothing that the actor may write an instruction on."""
    if found := _DIGEST.fullmatch(about):
        try:
            date.fromisoformat(found[1])
        except ValueError:
            raise NotAllowed from None
    elif _INSTRUCTION.fullmatch(about):
        see_instruction(desk, about)
    else:
        get_visible_ticket(desk, about)


def is_ticket(about: str) -> bool:
    """Tell whether this is the number of a ticket, and not a digest or another instruction."""
    return not _DIGEST.fullmatch(about) and not _INSTRUCTION.fullmatch(about)


def about_words(about: str) -> Message:
    """Return in words what an instruction is written on."""
    if found := _DIGEST.fullmatch(about):
        return _("the digest of {day}", day=date.fromisoformat(found[1]))
    return _("{number}", number=about)


def unit_concerned(desk: Desk, about: str) -> int | None:
    """Return the unit that a ticket lies with (none before dispatch, when no unit knows of it), or
    an earlier instruction.
    """
    if _INSTRUCTION.fullmatch(about):
        return see_instruction(desk, about).unit_id
    if not is_ticket(about):
        return None
    ticket = get_visible_ticket(desk, about)
    return answering_unit(desk.session, ticket) if State(ticket.state) in FROM_DISPATCH else None


def _close_of(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, desk.bureau.hours.closes, desk.bureau.zone).astimezone(UTC)


def _plan(desk: Desk, made: Instruction) -> None:
    """Plan when the addressee is pressed: on the last day, and on the working days after."""
    if made.due_at is not None:
        pushes = plan_limit_reminders(
            made.due_at, desk.now, Hours(desk.calendar, desk.bureau.hours, desk.bureau.zone)
        )
        plan(
            desk.session,
            [Planned(ABOUT, made.id or 0, each.level, made.due_at, each.at) for each in pushes],
        )


def addressees(desk: Desk, made: Instruction) -> list[int]:
    """Return the persons who are to see to it: the unit's, or the office's."""
    found = people_of(desk.session, made.unit_id) if made.unit_id is not None else []
    return found or holders_of(desk.session, Role.OFFICE.value)


def addressee(desk: Desk, made: Instruction) -> Message | str:
    """Return the name of whoever it is addressed to."""
    return (
        unit_name(desk, made.unit_id)
        if made.unit_id is not None
        else _("the office of the leading group")
    )


def leader_name(desk: Desk, made: Instruction) -> str:
    """Return the leader's name."""
    person = desk.session.get(Person, made.leader_id)
    return person.name if person is not None else "-"


def view_button(made: Instruction) -> Button:
    """Return the button that opens it."""
    return Button(_("Open {number}", number=made.number), "instruction", made.number)


def _tell_of(desk: Desk, made: Instruction) -> None:
    """Tell the addressee, and the office in any case; who can see the ticket can open it."""
    facts: dict[str, Fact] = {
        "leader": leader_name(desk, made),
        "about": about_words(made.about),
        "number": made.number,
        "words": made.words,
    }
    office = holders_of(desk.session, Role.OFFICE.value)
    ticket = get_visible_ticket(desk, made.about) if is_ticket(made.about) else None
    if not made.to_be_done:
        for person in office:
            tell_person(
                desk,
                person,
                _("{leader} wrote on {about}, for information ({number}): {words}", **facts),
                _ways(ticket),
            )
        return
    due = (made.due_at or desk.now).astimezone(desk.bureau.zone).date()
    text = _(
        "{leader}'s instruction {number} on {about}: {words}\nAddressed to {whom}, to be "
        "done by {day}.",
        **facts,
    )
    text = text.given(whom=addressee(desk, made), day=due)
    report = Button(_("Report what was done"), "instructreport", made.number)
    theirs = ticket is not None and made.unit_id in (None, answering_unit(desk.session, ticket))
    people = addressees(desk, made)
    told = [
        tell_person(desk, each, text, (report, *(_ways(ticket) if theirs else ())))
        for each in people
    ]
    if not any(told):
        text = _(
            "{said}\nNobody there can be reached here. Please tell them another way.", said=text
        )
    for person in office:
        if person not in people:
            tell_person(desk, person, text, (view_button(made), *_ways(ticket)))


def _ways(ticket: Ticket | None) -> tuple[Button, ...]:
    return (open_button(ticket.number),) if ticket is not None else ()


def may_report(desk: Desk, made: Instruction) -> bool:
    """Tell whether the actor answers for it: the addressee, or the office on behalf."""
    return desk.actor.may("work_the_inbox") or (
        made.unit_id is not None and made.unit_id in units_answered_by(desk)
    )


def is_addressee(desk: Desk, number: str) -> bool:
    """Tell whether this instruction was given to a unit for which the actor answers."""
    made = instruction_by_number(desk.session, number)
    return made is not None and made.unit_id in units_answered_by(desk)


def see_instruction(desk: Desk, number: str, *, lock: bool = False) -> Instruction:
    """Return the instruction if the actor wrote it or answers for it; raises NoSuchInstruction."""
    made = instruction_by_number(desk.session, number, lock=lock)
    if made is None or not (made.leader_id == desk.actor.person_id or may_report(desk, made)):
        raise NoSuchInstruction
    return made


def report_instruction(desk: Desk, command: ReportInstruction) -> Receipt:
    """Report what was done; the leader is told and decides."""
    made = see_instruction(desk, command.number, lock=True)
    if not may_report(desk, made):
        raise NotAllowed
    if made.state != "open":
        raise AlreadyDone(_("{number} was reported already.", number=made.number))
    made.state, made.report, made.reported_by, made.reported_at = (
        "reported",
        command.words,
        desk.actor.person_id,
        desk.now,
    )
    desk.session.add(made)
    drop(desk.session, ABOUT, made.id or 0)
    text = _(
        "{whom} reports on your instruction {number} ({words}):\n{report}",
        whom=addressee(desk, made),
        number=made.number,
    )
    done = Button(_("Take it as done"), "instructdone", made.number)
    again = Button(_("Write a further instruction"), "instruct", made.number)
    tell_person(
        desk,
        made.leader_id,
        text.given(words=_short(made.words), report=made.report),
        (done, again),
    )
    return Receipt(
        _(
            "Your report on {number} is with {leader}.",
            number=made.number,
            leader=leader_name(desk, made),
        )
    )


def _short(words: str) -> str:
    return words if len(words) <= 40 else words[:39] + "…"


def settle_instruction(desk: Desk, command: SettleInstruction) -> Receipt:
    """Take it as done, reported or not; only the leader who wrote it does."""
    made = see_instruction(desk, command.number, lock=True)
    if made.leader_id != desk.actor.person_id:
        raise NotAllowed
    if made.state == "done":
        raise AlreadyDone(_("{number} is done already.", number=made.number))
    made.state = "done"
    desk.session.add(made)
    drop(desk.session, ABOUT, made.id or 0)
    for person in addressees(desk, made):
        tell_person(
            desk,
            person,
            _(
                "{leader} takes {number} as done.",
                leader=leader_name(desk, made),
                number=made.number,
            ),
        )
    return Receipt(_("{number} is done.", number=made.number))


def my_instructions(desk: Desk) -> list[Instruction]:
    """Return what concerns the actor and is not done: written by them, or theirs to see to."""
    leader = desk.actor.person_id if desk.actor.may("instruct") else None
    office = desk.actor.may("work_the_inbox")
    return instructions_for(
        desk.session, leader=leader, units=units_answered_by(desk), office=office
    )
