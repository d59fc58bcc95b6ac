"""Merging a ticket into another one of its sort."""

from __future__ import annotations

from collections.abc import Sequence

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket
from casework.tickets.commands import Merge
from handlers.kit.ticket_list import one_line
from locales import Message, _
from storage.queries.tickets import open_alike
from talk import Choice, Pick, Talk


def merge(talk: Talk, desk: Desk) -> Merge | None:
    """The office merges a ticket into another."""
    ticket = get_visible_ticket(desk, talk.argument)
    number = ticket.number
    others = [
        Choice(other.number, one_line(desk, other)) for other in open_alike(desk.session, ticket)
    ]
    if not others:
        return talk.drop(
            _("There is no other open ticket of this sort to merge {number} into.", number=number)
        )
    asked = _("Into which ticket does {number} go?", number=number)
    main = talk.ask("main", Pick[str](others), asked)
    sure = _(
        "Merge {number} into this one? It cannot be undone; {main} is dealt with for both.\n{line}",
        number=number,
    )
    sure = sure.given(main=main, line=_line_of(main, others))
    if not talk.choose("sure", sure, (True, _("Merge")), (False, _("Do not merge"))):
        return talk.drop(_("{number} is not merged; it is dealt with by itself.", number=number))
    return Merge(number, main)


def _line_of(main: str, others: Sequence[Choice]) -> Message:
    """Return the line of the ticket that was chosen; it may have ended since."""
    for other in others:
        if other.value == main:
            return other.label
    return _("{number}", number=main)
