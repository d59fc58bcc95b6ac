"""A list of tickets, a line and a button each."""

from __future__ import annotations

from collections.abc import Sequence

from casework.desk import Desk
from casework.tickets.audience import concerned
from casework.tickets.deadline import paused_until
from casework.tickets.queues import accept_by
from handlers.kit.pages import asked_page, cut_page
from locales import Button, Message, _
from rules.lifecycle import STATE_NAMES, State
from storage.queries.tickets import open_extension
from storage.tables import Ticket
from talk import Talk


def say_list(
    talk: Talk,
    desk: Desk,
    name: str,
    heading: Message,
    tickets: Sequence[Ticket],
    *,
    about: str = "",
) -> None:
    """Say a page of the tickets; the conversation `name` about `about` says the next."""
    page = cut_page(tickets, name, about, asked_page(talk.argument)[1])
    lines = [heading, *(one_line(desk, ticket) for ticket in page.items), *page.lines]
    buttons = [number_button(ticket) for ticket in page.items]
    talk.say(_("{lines}", lines=lines), *buttons, *page.more)


def number_button(ticket: Ticket) -> Button:
    """Return the button that opens the ticket, its number alone."""
    return Button(_("{number}", number=ticket.number), "ticket", ticket.number)


def one_line(desk: Desk, ticket: Ticket) -> Message:
    """Return number, kind, unit, state and deadline in one line."""
    line = _("{number} {kind}, {unit}: {state}", number=ticket.number)
    line = line.given(
        kind=desk.catalogue.name_of(ticket.kind),
        unit=concerned(desk, ticket),
        state=STATE_NAMES[State(ticket.state)],
    )
    if ticket.state == State.SUBMITTED:
        due = accept_by(desk, ticket.filed_at)
        return _("{line}; to be taken up or declined by {due}", line=line, due=due)
    if open_extension(desk.session, ticket) is not None:
        line = _("{line}; more time is asked for", line=line)
    until = paused_until(desk, ticket)
    if until is not None:
        day = until.astimezone(desk.bureau.zone).date()
        return _("{line}; the clock stands still until {until}", line=line, until=day)
    if ticket.due_at is None:
        return line
    return _("{line}; due {due}", line=line, due=ticket.due_at.astimezone(desk.bureau.zone).date())
