"""A list of tickets, a line and a button each."""

from __future__ import annotations

from casework.desk import Desk
from casework.tickets.audience import concerned
from casework.tickets.deadline import paused_until
from casework.tickets.queues import accept_by
from handlers.kit.pages import asked_page, turn
from locales import Button, Message, _
from rules.lifecycle import STATE_NAMES, State
from storage.queries.tickets import open_extension
from storage.tables import Ticket
from talk import Talk


def say_list(
    talk: Talk, desk: Desk, name: str, heading: Message, tickets: list[Ticket], *, about: str = ""
) -> None:
    """Say a page of the tickets with a button for each; the conversation `name` about `about` says
    the next page.
    """
    page = turn(tickets, name, about, asked_page(talk.argument)[1])
    lines = [heading, *(one_line(desk, each) for each in page.items), *page.lines]
    links = [
        Button(_("{number}", number=each.number), "ticket", each.number) for each in page.items
    ]
    talk.say(_("{lines}", lines=lines), *links, *page.more)


def one_line(desk: Desk, ticket: Ticket) -> Message:
    """Return number, kind, unit, state and deadline in one line."""
    line = _(
        "{number} {kind}, {unit}: {state}",
        number=ticket.number,
        kind=desk.catalogue.name_of(ticket.kind),
    )
    line = line.given(unit=concerned(desk, ticket), state=STATE_NAMES[State(ticket.state)])
    if ticket.state == State.SUBMITTED:
        return _(
            "{line}; to be taken up or declined by {due}",
            line=line,
            due=accept_by(desk, ticket.filed_at),
        )
    if open_extension(desk.session, ticket) is not None:
        line = _("{line}; more time is asked for", line=line)
    if (until := paused_until(desk, ticket)) is not None:
        return _(
            "{line}; the clock stands still until {until}",
            line=line,
            until=until.astimezone(desk.bureau.zone).date(),
        )
    return (
        _("{line}; due {due}", line=line, due=ticket.due_at.astimezone(desk.bureau.zone).date())
        if ticket.due_at
        else line
    )
