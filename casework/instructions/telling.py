"""Who is told what of an instruction: for each event the audiences with text and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from casework.desk import Desk
from casework.instructions.access import addressees
from casework.instructions.subject import subject_words
from casework.notices import Facts, Occasion, Receipt, Tell, Wording, receipt_of, tell_rows
from casework.tickets.acting_unit import answering_unit
from casework.tickets.audience import open_button, unit_name
from locales import Button, Message, _
from rules.actions import action_button
from rules.permissions import Role
from storage.queries.units import holders_of
from storage.tables import Instruction, Person, Ticket

MAX_EXCERPT_CHARACTERS = 40  # of an instruction's words in the report on it

Told: TypeAlias = Occasion[Instruction]


def tell(desk: Desk, instruction: Instruction, event: str, **given: object) -> Receipt:
    """Tell everybody concerned of the event; returns what the actor is answered."""
    occasion = Occasion(desk, instruction, given)
    tell_rows(occasion, TELLS[event], FACTS)
    return receipt_of(occasion, RECEIPTS[event], FACTS)


def addressee_name(desk: Desk, instruction: Instruction) -> Message | str:
    """Return the name of whoever it is addressed to."""
    if instruction.unit_id is None:
        return _("the office of the leading group")
    return unit_name(desk, instruction.unit_id)


def leader_name(desk: Desk, instruction: Instruction) -> str:
    """Return the leader's name."""
    person = desk.session.get(Person, instruction.leader_id)
    return person.name if person is not None else "-"


def instruction_button(instruction: Instruction) -> Button:
    """Return the button that opens it."""
    return Button(_("Open {number}", number=instruction.number), "instruction", instruction.number)


# the audiences


def _addressees(occasion: Told) -> list[int]:
    return addressees(occasion.desk, occasion.subject)


def _office(occasion: Told) -> list[int]:
    return holders_of(occasion.desk.session, Role.OFFICE.value)


def _rest_of_office(occasion: Told) -> list[int]:
    people = _addressees(occasion)
    return [person for person in _office(occasion) if person not in people]


def _leader(occasion: Told) -> list[int]:
    return [occasion.subject.leader_id]


# the cases


def _is_reached(occasion: Told) -> bool:
    return bool(occasion.reached)


def _is_unreached(occasion: Told) -> bool:
    return not occasion.reached


# the buttons


def _open(occasion: Told) -> Button:
    return instruction_button(occasion.subject)


def _open_ticket(occasion: Told) -> Button | None:
    ticket: Ticket | None = occasion.given["ticket"]
    return open_button(ticket.number) if ticket is not None else None


def _open_own_ticket(occasion: Told) -> Button | None:
    """Open the ticket, for an addressee who handles it and so may see it."""
    ticket: Ticket | None = occasion.given["ticket"]
    if ticket is None:
        return None
    handling = answering_unit(occasion.desk.session, ticket)
    if occasion.subject.unit_id not in (None, handling):
        return None
    return open_button(ticket.number)


def _report(occasion: Told) -> Button:
    return action_button("instructreport", occasion.subject.number)


def _take_as_done(occasion: Told) -> Button:
    return action_button("instructdone", occasion.subject.number)


def _instruct_further(occasion: Told) -> Button:
    return action_button("instruct", occasion.subject.number, _("Write a further instruction"))


# the facts


def _due_day(occasion: Told) -> date:
    due_at = occasion.subject.due_at or occasion.desk.now
    return due_at.astimezone(occasion.desk.bureau.zone).date()


def _reported(occasion: Told) -> Message:
    """Return the sentence on a report, which quotes only the beginning of the instruction."""
    words = occasion.subject.words
    if len(words) > MAX_EXCERPT_CHARACTERS:
        words = words[: MAX_EXCERPT_CHARACTERS - 1] + "…"
    return _("{whom} reports on your instruction {number} ({words}):\n{report}", words=words)


_ORDERED = _(
    "{leader}'s instruction {number} on {about}: {words}\nAddressed to {whom}, to be done by {day}."
)
_ORDERED_UNREACHED = _(
    "{said}\nNobody there can be reached here. Please tell them another way.", said=_ORDERED
)

FACTS: Facts[Instruction] = {
    "about": lambda occasion: subject_words(occasion.subject.about),
    "day": _due_day,
    "leader": lambda occasion: leader_name(occasion.desk, occasion.subject),
    "number": lambda occasion: occasion.subject.number,
    "report": lambda occasion: occasion.subject.report,
    "whom": lambda occasion: addressee_name(occasion.desk, occasion.subject),
    "words": lambda occasion: occasion.subject.words,
}

TELLS: Mapping[str, tuple[Tell[Instruction], ...]] = {
    "noted": (
        Tell(
            _office,
            _("{leader} wrote on {about}, for information ({number}): {words}"),
            (_open_ticket,),
        ),
    ),
    "ordered": (
        Tell(_addressees, _ORDERED, (_report, _open_own_ticket)),
        Tell(_rest_of_office, _ORDERED, (_open, _open_ticket), when=_is_reached),
        Tell(_rest_of_office, _ORDERED_UNREACHED, (_open, _open_ticket), when=_is_unreached),
    ),
    "reported": (Tell(_leader, _reported, (_take_as_done, _instruct_further)),),
    "done": (Tell(_addressees, _("{leader} takes {number} as done.")),),
}

RECEIPTS: Mapping[str, tuple[Wording[Instruction], ...]] = {
    "noted": (Wording(_("{number} is recorded for information; the office has been told.")),),
    "ordered": (
        Wording(
            _(
                "{number} is with {whom}, to be done by {day}. You will be told when it is "
                "reported."
            ),
            (_open,),
        ),
    ),
    "reported": (Wording(_("Your report on {number} is with {leader}.")),),
    "done": (Wording(_("{number} is done.")),),
}
