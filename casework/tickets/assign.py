"""With which unit a ticket is: assigned, assigned anew, or left where it is against a hand-back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt, tell_person
from casework.refusals import NobodyActs, NoSuchUnit, TooLate, WithThemAlready
from casework.tickets.access import get_visible_ticket
from casework.tickets.acting_unit import acting_when_assigned, answering_when_assigned, nobody_acts
from casework.tickets.audience import (
    handling_name,
    open_button,
    tell_reporter,
    tell_unit,
    unit_name,
    unit_people,
)
from casework.tickets.commands import Assign, Insist, Reassign
from casework.tickets.deadline import note_misrouting, promised, start_clock
from casework.tickets.merge import lay_aside_proof, photos_reported, with_merged, words_reported
from casework.tickets.transition import apply_transition
from casework.unit_tree import vacant_units
from locales import Message, _
from rules import limits
from rules.actions import action_button
from rules.lifecycle import FROM_DISPATCH, SomethingMissing, State
from storage.tables import Ticket, Unit

MOST_PHOTOS = 9  # in one message


def assign(desk: Desk, command: Assign) -> Receipt:
    """Assign the ticket to a unit; its clock starts now, and a unit that handed it back hears that
    this was right.
    """
    waiting = get_visible_ticket(desk, command.number, lock=True)
    before = waiting.limit_days
    left = _give(desk, "assign", waiting, command, {})
    _tell(
        desk,
        left,
        _("{number}: your hand-back is agreed to. It is no longer yours.", number=waiting.number),
    )
    return _given(desk, waiting, before)


def reassign(desk: Desk, command: Reassign) -> Receipt:
    """Give the ticket to another unit: before it was taken on, or where nobody is left to act on
    it.
    """
    waiting = get_visible_ticket(desk, command.number, lock=True)
    if waiting.state == State.IN_PROGRESS and not nobody_acts(desk.session, waiting):
        raise taken_on(desk, waiting)
    if waiting.unit_id == command.unit:
        raise WithThemAlready(waiting.number)
    before = waiting.limit_days
    left = _give(desk, "reassign", waiting, command, {"reason": command.reason})
    text = _(
        "{number} goes to another unit: {reason}\nIt is no longer yours.",
        number=waiting.number,
        reason=command.reason,
    )
    _tell(desk, left, text)
    return _given(desk, waiting, before)


def taken_on(desk: Desk, ticket: Ticket) -> TooLate:
    """Return the refusal to take away what a unit with people is working on."""
    text = _(
        "{unit} has taken {number} on, and it stays there; only where nobody is left to "
        "act can it go to another unit."
    )
    return TooLate(text.given(unit=handling_name(desk, ticket), number=ticket.number))


def deserted(desk: Desk) -> list[int]:
    """Return the ids of the tickets that lie with a unit for which nobody on the roster can act."""
    vacant, open_ones = (
        vacant_units(desk.session),
        col(Ticket.state).in_((State.ASSIGNED, State.IN_PROGRESS)),
    )
    plain = select(Ticket.id).where(
        open_ones, col(Ticket.about_id).is_(None), col(Ticket.unit_id).in_(vacant)
    )
    about_heads = desk.session.exec(
        select(Ticket).where(open_ones, col(Ticket.about_id).is_not(None))
    )
    left = [each.id for each in about_heads if nobody_acts(desk.session, each)]
    return [each or 0 for each in (*(desk.session.exec(plain) if vacant else ()), *left)]


def who_acts(desk: Desk, ticket: Ticket, unit_id: int | None) -> list[Message]:
    """Say why not the unit itself would act on the ticket if it were assigned to it; nothing where
    it would.
    """
    answers = answering_when_assigned(desk.session, ticket, unit_id)
    acting, people = acting_when_assigned(desk.session, ticket, unit_id)
    lines = []
    if answers != unit_id:
        head = _(
            "It is about the head of {about}, so the unit above handles it: {unit}.",
            about=unit_name(desk, unit_id),
        )
        lines.append(head.given(unit=unit_name(desk, answers)))
    if people and acting != answers:
        vacant = _(
            "{unit} has nobody to act on it at present; {acting} acts for it.",
            unit=unit_name(desk, answers),
        )
        lines.append(vacant.given(acting=unit_name(desk, acting)))
    return lines


def _give(
    desk: Desk, step: str, waiting: Ticket, command: Assign | Reassign, given: Mapping[str, str]
) -> list[int]:
    """Move the ticket to the unit and start its clock; return who acted for it before and does so
    no more.
    """
    unit = desk.session.get(Unit, command.unit)
    if unit is None or not unit.active:
        raise NoSuchUnit
    if not acting_when_assigned(desk.session, waiting, unit.id)[1]:
        raise NobodyActs(waiting.number, unit.name)
    limit = command.limit_days or waiting.limit_days
    if not 1 <= limit <= max(limits.LONGEST_LIMIT_WORKING_DAYS, waiting.limit_days):
        raise SomethingMissing(
            _(
                "The limit lies between 1 and {most} working days.",
                most=limits.LONGEST_LIMIT_WORKING_DAYS,
            ),
            "limit",
        )
    was_with = waiting.unit_id if State(waiting.state) in FROM_DISPATCH else None
    had = unit_people(desk, waiting) if was_with is not None else []
    where = unit_name(desk, answering_when_assigned(desk.session, waiting, unit.id))
    named = where if isinstance(where, str) else unit.name
    ticket = apply_transition(
        desk, step, waiting.number, {"unit": named, "limit_days": limit, **given}
    )
    if was_with is not None:
        note_misrouting(desk, ticket)
        if was_with != unit.id:
            ticket.handed_back, ticket.answer = False, None  # the next unit answers for itself
            lay_aside_proof(desk, ticket)
    ticket.unit_id, ticket.limit_days, ticket.taken_by, ticket.taken_at = unit.id, limit, None, None
    start_clock(desk, ticket)
    return [each for each in had if each not in unit_people(desk, ticket)]


def _given(desk: Desk, ticket: Ticket, named: int) -> Receipt:
    """Tell the unit and the reporter that the ticket is there; a complainant also if it takes
    longer than the days `named`.
    """
    send_to_unit(
        desk, ticket, _("Assigned to you: {number}, {kind}. Deadline: {promised}.\n{words}")
    )
    told = _(
        "{number} is now with {unit}. Deadline: {promised}.",
        number=ticket.number,
        unit=handling_name(desk, ticket),
    )
    told = told.given(promised=promised(ticket))
    longer = _(
        "{told}\nIt takes longer than the {days} working days that you were told before.",
        told=told,
        days=named,
    )
    is_longer = ticket.track == "complaint" and ticket.limit_days > named
    tell_reporter(desk, ticket, longer if is_longer else told, [open_button(ticket.number)])
    said = _("{lines}", lines=[told, *who_acts(desk, ticket, ticket.unit_id)])
    return Receipt(said, (open_button(ticket.number),))


def _tell(desk: Desk, people: Sequence[int], text: Message) -> None:
    """Tell those who act on it no more; it does not open for them, so there is no button."""
    for each in people:
        if each != desk.actor.person_id:
            tell_person(desk, each, text)


def send_to_unit(desk: Desk, ticket: Ticket, text: Message) -> None:
    """Put the ticket in front of the unit, with its photos and the buttons that take it up."""
    said = [words_reported(desk, each) for each in with_merged(desk, ticket)]
    about: Message | str = "\n".join(each for each in said if each) or _(
        "(no words; see the photos)"
    )
    if (
        ticket.about_id is not None
    ):  # it comes to the unit above, which has to know whom it is about
        about = _(
            "About the head of: {unit}\n{words}", unit=unit_name(desk, ticket.about_id), words=about
        )
    filled = text.given(
        number=ticket.number,
        kind=desk.catalogue.name_of(ticket.kind),
        promised=promised(ticket),
        words=about,
    )
    photos = [photo for each in with_merged(desk, ticket) for photo in photos_reported(desk, each)]
    if more := len(photos[MOST_PHOTOS:]):
        filled = _("{said}\nFurther photos on the card: {count}", said=filled, count=more)
    take = action_button("take", ticket.number)
    tell_unit(desk, ticket, filled, [take, open_button(ticket.number)], photos[:MOST_PHOTOS])


def insist(desk: Desk, command: Insist) -> Receipt:
    """Refuse a hand-back: the ticket stays with the unit and its clock has never stopped."""
    ticket = apply_transition(desk, "insist", command.number, {"reason": command.reason})
    text = _(
        "{number} stays with you: {reason}\nDeadline unchanged: {promised}.",
        number=ticket.number,
        reason=command.reason,
    )
    take = action_button("take", ticket.number)
    tell_unit(desk, ticket, text.given(promised=promised(ticket)), [take])
    return Receipt(
        _("{number} stays with {unit}.", number=ticket.number, unit=handling_name(desk, ticket))
    )
