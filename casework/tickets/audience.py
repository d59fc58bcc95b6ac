"""Who of those concerned is told of a ticket, and how ticket, unit and buttons are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from casework.notices import tell_person
from casework.tickets.acting_unit import acting_unit, answering_unit
from locales import Button, Message, _
from rules.actions import action_button
from rules.lifecycle import FROM_DISPATCH, Party, State, steps_open
from rules.permissions import Role
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chat_of_person, chats_of_people
from storage.queries.accused import accused_of
from storage.queries.unit_tree import known_unit_tree
from storage.queries.units import holders_of
from storage.tables import Chat, Reporter, Ticket, Unit

UNKNOWN_UNIT = _("not known; the office finds it out")


def open_button(number: str) -> Button:
    """Return the button that opens a ticket; the token's form is talk.token's."""
    return Button(_("Open {number}", number=number), "ticket", number)


def tell_unit(
    desk: Desk,
    ticket: Ticket,
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
    *,
    is_over: bool = False,
) -> None:
    """Tell the heads and handlers who act for the unit; when nobody can be reached the office is
    told so, unless it `is_over`.

    Before dispatch nobody is told: the unit does not know of the ticket yet.
    """
    if State(ticket.state) not in FROM_DISPATCH:
        return
    unit_id, people = acting_unit(desk.session, ticket), unit_people(desk, ticket)
    if unit_id != (answers := answering_unit(desk.session, ticket)):
        text = _(
            "{unit} has nobody to act on it, so it comes to you: {said}",
            unit=unit_name(desk, answers),
            said=text,
        )
    reached = [
        tell_person(desk, each, text, buttons, photos)
        for each in people
        if each != desk.actor.person_id
    ]
    if is_over:
        return
    if not people and "reassign" in steps_open(
        ticket.track, State(ticket.state), frozenset({Party.OFFICE})
    ):
        text = _(
            "{number}: nobody on the roster can act on it for {unit}. Please assign it to "
            "another unit."
        )
        again = action_button("reassign", ticket.number)
        text = text.given(number=ticket.number, unit=unit_name(desk, unit_id))
        tell_office(desk, ticket, text, [again, open_button(ticket.number)], even_me=True)
    elif not any(reached) and desk.actor.person_id not in people:
        missing = _("{number}: nobody of {unit} can be reached here. Please tell them another way.")
        text = missing.given(number=ticket.number, unit=unit_name(desk, unit_id))
        tell_office(desk, ticket, text, [open_button(ticket.number)], even_me=True)


def unit_people(desk: Desk, ticket: Ticket, *roles: Role) -> list[int]:
    """Return who acts for the ticket's unit, in these roles (otherwise the heads and handlers)."""
    unit_id = acting_unit(desk.session, ticket)
    return (
        holders_for(desk, ticket, unit_id, *(roles or (Role.HEAD, Role.HANDLER)))
        if unit_id is not None
        else []
    )


def tell_office(
    desk: Desk,
    ticket: Ticket,
    text: Message,
    buttons: Sequence[Button] = (),
    *,
    even_me: bool = False,
) -> None:
    """Tell everybody in the office, but whoever acts only with `even_me`."""
    people = [
        each
        for each in holders_for(desk, ticket, None, Role.OFFICE)
        if even_me or each != desk.actor.person_id
    ]
    chats, notice = chats_of_people(desk.session, people), Notice(text, tuple(buttons))
    for person in people:
        if person in chats:
            queue(desk.session, chats[person], notice, desk.now)


def tell_reporter(
    desk: Desk,
    ticket: Ticket,
    text: Message,
    buttons: Sequence[Button] = (),
    photos: Sequence[int] = (),
    *,
    not_before: datetime | None = None,
) -> None:
    """Tell the inspector or the complainant; an anonymous one reads it when coming back with the
    receipt code.

    Somebody of the roster is told in the chat used last, like everybody there; whoever complained
    in confidence stays in the chat chosen for it, as long as it can be reached, for another may be
    the employer's.
    """
    notice = Notice(text, tuple(buttons), tuple(photos))
    if ticket.inspector_id is not None:
        chat = chat_of_person(desk.session, ticket.inspector_id)
        if chat is not None and ticket.inspector_id != desk.actor.person_id:
            queue(desk.session, chat, notice, desk.now, not_before=not_before)
        return
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is None or reporter.chat_id is None:
        return
    chat, filed_in = reporter.chat_id, desk.session.get_one(Chat, reporter.chat_id)
    if filed_in.person_id is not None and (reporter.level == "named" or filed_in.gone):
        chat = chat_of_person(desk.session, filed_in.person_id) or chat
    is_actor = filed_in.id == desk.actor.chat_id or (
        filed_in.person_id is not None and filed_in.person_id == desk.actor.person_id
    )
    if not is_actor:
        queue(
            desk.session,
            chat,
            replace(notice, stays=chat == filed_in.id),
            desk.now,
            not_before=not_before,
        )


def unit_name(desk: Desk, unit_id: int | None) -> Message | str:
    """Return the unit's name, or words for none."""
    tree = known_unit_tree(desk.session)
    if unit_id is not None and tree is not None and unit_id in tree.names:
        return tree.names[unit_id]
    unit = desk.session.get(Unit, unit_id) if unit_id is not None else None
    return unit.name if unit else _("a unit still to be found")


def handling_name(desk: Desk, ticket: Ticket) -> Message | str:
    """Return the name of the unit that handles the ticket: what is about a unit's head is not with
    that unit.
    """
    return unit_name(desk, answering_unit(desk.session, ticket))


def concerned(desk: Desk, ticket: Ticket) -> Message | str:
    """Return whom the ticket is about, for one line of a list; who handles what is about a head is
    said, too, once it is sent.
    """
    if ticket.about_id is None:
        return unit_name(desk, ticket.unit_id)
    head = _("the head of {unit}", unit=unit_name(desk, ticket.about_id))
    if State(ticket.state) not in FROM_DISPATCH:
        return head
    return _("{head} (handled by {unit})", head=head, unit=handling_name(desk, ticket))


def holders_for(desk: Desk, ticket: Ticket, unit_id: int | None, *roles: Role) -> list[int]:
    """Return who holds one of the roles, without those whom a complaint about a unit's head is
    about.
    """
    held = [person for role in roles for person in holders_of(desk.session, role.value, unit_id)]
    accused = accused_of(desk.session, ticket)
    return [each for each in dict.fromkeys(held) if each not in accused]
