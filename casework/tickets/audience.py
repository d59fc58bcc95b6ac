"""How those concerned by a ticket are reached, and how ticket, unit and buttons are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from casework.notices import tell_person
from casework.tickets.acting_unit import (
    acting_unit,
    acting_when_assigned,
    answering_unit,
    answering_when_assigned,
)
from locales import Button, Message, _
from rules.actions import action_button
from rules.lifecycle import FROM_DISPATCH, Party, State, steps_open
from rules.permissions import Role
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person, chats_of_people
from storage.queries.accused import accused_of
from storage.queries.complainants import chat_to_answer, person_complaining
from storage.queries.unit_tree import known_unit_tree
from storage.queries.units import holders_of
from storage.tables import Ticket, Unit

UNKNOWN_UNIT = _("not known; the office finds it out")


def open_button(number: str) -> Button:
    """Return the button that opens a ticket."""
    return Button(_("Open {number}", number=number), "ticket", number)


def tell_unit(
    desk: Desk,
    ticket: Ticket,
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
) -> None:
    """Tell those who act for the unit, or the office when nobody of them can be reached.

    Before dispatch nobody is told: the unit does not know of the ticket yet.
    """
    if State(ticket.state) not in FROM_DISPATCH:
        return
    acting = acting_unit(desk.session, ticket)
    people = _people_at(desk, ticket, acting)
    said = _said_to_acting(desk, ticket, acting, text)
    is_reached = _tell_people(desk, ticket, people, said, buttons, photos)
    office_steps = steps_open(ticket.track, State(ticket.state), frozenset({Party.OFFICE}))
    if not people and "reassign" in office_steps:
        text = _(
            "{number}: nobody on the roster can act on it for {unit}. Please assign it to "
            "another unit."
        )
        again = action_button("reassign", ticket.number)
        text = text.given(number=ticket.number, unit=unit_name(desk, acting))
        tell_office(desk, ticket, text, [again, open_button(ticket.number)], even_me=True)
    elif not is_reached and desk.author not in people:
        text = _("{number}: nobody of {unit} can be reached here. Please tell them another way.")
        text = text.given(number=ticket.number, unit=unit_name(desk, acting))
        tell_office(desk, ticket, text, [open_button(ticket.number)], even_me=True)


def tell_acting(desk: Desk, ticket: Ticket, text: Message) -> None:
    """Tell the heads and handlers who act for the unit, and nobody else."""
    acting = acting_unit(desk.session, ticket)
    people = _people_at(desk, ticket, acting)
    _tell_people(desk, ticket, people, _said_to_acting(desk, ticket, acting, text))


def _said_to_acting(desk: Desk, ticket: Ticket, acting: int | None, text: Message) -> Message:
    """Return the text; for a unit that acts for another, with the reason."""
    answering = answering_unit(desk.session, ticket)
    if acting == answering:
        return text
    why = _("{unit} has nobody to act on it, so it comes to you: {said}", said=text)
    return why.given(unit=unit_name(desk, answering))


def _tell_people(
    desk: Desk,
    ticket: Ticket,
    people: Sequence[int],
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
) -> bool:
    """Tell these people but the one known to act; False when nobody was reached."""
    is_reached = False
    for person_id in people:
        if person_id != desk.author:
            told = tell_person(desk, person_id, text, buttons, photos, about=ticket.number)
            is_reached = is_reached or told
    return is_reached


def unit_people(desk: Desk, ticket: Ticket, *roles: Role) -> list[int]:
    """Return who acts for the ticket's unit, in these roles (otherwise the heads and handlers)."""
    return _people_at(desk, ticket, acting_unit(desk.session, ticket), *roles)


def _people_at(desk: Desk, ticket: Ticket, unit_id: int | None, *roles: Role) -> list[int]:
    if unit_id is None:
        return []
    return holders_for(desk, ticket, unit_id, *(roles or (Role.HEAD, Role.HANDLER)))


def tell_office(
    desk: Desk,
    ticket: Ticket,
    text: Message,
    buttons: Sequence[Button] = (),
    *,
    even_me: bool = False,
) -> None:
    """Tell everybody in the office, the one known to act only with `even_me`."""
    people = holders_for(desk, ticket, None, Role.OFFICE)
    if not even_me:
        people = [person_id for person_id in people if person_id != desk.author]
    chats = chats_of_people(desk.session, people)
    notice = Notice(text, tuple(buttons), about=ticket.number)
    for person_id in people:
        if person_id in chats:
            queue(desk.session, chats[person_id], notice, desk.now)


def tell_reporter(
    desk: Desk,
    ticket: Ticket,
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
    *,
    not_before: datetime | None = None,
) -> None:
    """Tell the inspector or the complainant.

    An anonymous one reads it when coming back with the receipt code, and so does whoever has no
    chat any more that opens the complaint.
    """
    notice = Notice(text, tuple(buttons), tuple(photos), about=ticket.number)
    if ticket.inspector_id is not None:
        chat = chat_of_person(desk.session, ticket.inspector_id)
        if chat is not None and ticket.inspector_id != desk.actor.person_id:
            queue(desk.session, chat, notice, desk.now, not_before=not_before)
        return
    routes = desk.bureau.routes
    chat = chat_to_answer(desk.session, routes, ticket)
    person = person_complaining(desk.session, routes, ticket)
    if chat is None or chat == desk.actor.chat_id:
        return
    if person is not None and person in {desk.actor.person_id, *accused_of(desk.session, ticket)}:
        return
    queue(desk.session, chat, replace(notice, stays=True), desk.now, not_before=not_before)


def unit_name(desk: Desk, unit_id: int | None) -> Message | str:
    """Return the unit's name, or words for none."""
    tree = known_unit_tree(desk.session)
    if unit_id is not None and tree is not None and unit_id in tree.names:
        return tree.names[unit_id]
    unit = desk.session.get(Unit, unit_id) if unit_id is not None else None
    return unit.name if unit else _("a unit still to be found")


def handling_name(desk: Desk, ticket: Ticket) -> Message | str:
    """Return the name of the unit that handles the ticket.

    What is about a unit's head is not with that unit.
    """
    return unit_name(desk, answering_unit(desk.session, ticket))


def concerned(desk: Desk, ticket: Ticket) -> Message | str:
    """Return whom the ticket is about, and once sent who handles what is about a head."""
    if ticket.about_id is None:
        return unit_name(desk, ticket.unit_id)
    head = _("the head of {unit}", unit=unit_name(desk, ticket.about_id))
    if State(ticket.state) not in FROM_DISPATCH:
        return head
    return _("{head} (handled by {unit})", head=head, unit=handling_name(desk, ticket))


def who_acts(desk: Desk, ticket: Ticket, unit_id: int | None) -> list[Message]:
    """Say why not the unit itself would act if it had the ticket; nothing where it would."""
    answers = answering_when_assigned(desk.session, ticket, unit_id)
    acting, people = acting_when_assigned(desk.session, ticket, unit_id)
    lines = []
    if answers != unit_id:
        above = _("It is about the head of {about}, so the unit above handles it: {unit}.")
        about = unit_name(desk, unit_id)
        lines.append(above.given(about=about, unit=unit_name(desk, answers)))
    if people and acting != answers:
        vacant = _("{unit} has nobody to act on it at present; {acting} acts for it.")
        unit = unit_name(desk, answers)
        lines.append(vacant.given(unit=unit, acting=unit_name(desk, acting)))
    return lines


def holders_for(desk: Desk, ticket: Ticket, unit_id: int | None, *roles: Role) -> list[int]:
    """Return who holds one of the roles, without those whom a complaint about a head is about."""
    held: list[int] = []
    for role in roles:
        held += holders_of(desk.session, role.value, unit_id)
    accused = accused_of(desk.session, ticket)
    return [person_id for person_id in dict.fromkeys(held) if person_id not in accused]
