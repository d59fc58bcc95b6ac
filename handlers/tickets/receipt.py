"""Coming back with a receipt code: how the complaint stands, and what its complainant can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from casework.desk import Desk
from casework.tickets.access import get_visible_ticket, is_about
from casework.tickets.commands import OnTicket
from casework.tickets.look_back import came_back_as
from handlers.tickets import follow_up
from handlers.tickets.actions import open_actions
from handlers.tickets.card import describe
from handlers.tickets.history import history_lines, is_cut
from locales import _
from rules.lifecycle import STATE_NAMES, Party, State
from rules.text.codes import find_receipt
from storage.queries.tickets import by_receipt
from storage.tables import Ticket
from talk import Answer, Choice, Given, Pick, Reading, Said, Talk, Wrong, clean
from talk import input as sent

COMPLAINANT = frozenset({Party.COMPLAINANT})


class ReceiptCode(Answer[str]):
    """The ticket's number, for whoever shows its 16-digit receipt code."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(self, said: Said, partial: Any) -> Reading:
        words = clean(said.text) if isinstance(said, sent.Words) else ""
        digits = find_receipt(words)
        found = None
        if digits is not None:
            found = by_receipt(self.desk.session, self.desk.bureau.keyed_hash(digits))
        if found is None or is_about(self.desk.session, found, self.desk.actor):
            return Wrong(_("No complaint opens with this code. It has 16 digits; please check it."))
        return Given(found.number)


def receipt(talk: Talk, desk: Desk) -> OnTicket | None:
    """Somebody comes back with a receipt code, and may do what the complainant may."""
    talk.private = True  # what is kept must not lead from this account to the complaint
    number = talk.ask("code", ReceiptCode(desk), _("Please type the 16-digit receipt code."))
    ticket = _which_of_those_it_came_back_as(talk, desk, number)
    actions = open_actions(desk, ticket, COMPLAINANT)
    options = [Choice(name, label) for name, label in actions.items() if name in BY_RECEIPT]
    if is_cut(desk, ticket, COMPLAINANT):
        options.append(Choice("history", _("Whole history")))
    options.append(Choice("", _("Done")))
    way = talk.ask("way", Pick[str](options), describe(desk, ticket, COMPLAINANT))
    if way == "history":
        lines = history_lines(desk, ticket, COMPLAINANT, whole=True)
        talk.say(_("{number}\n{lines}", number=ticket.number, lines=lines))
    if way not in BY_RECEIPT:
        return talk.drop(_("Keep your receipt code; it opens this again at any time."))
    command = BY_RECEIPT[way](talk, desk, ticket)
    return replace(command, by_receipt=True) if command is not None else None


def _which_of_those_it_came_back_as(talk: Talk, desk: Desk, number: str) -> Ticket:
    """Return the ticket that is meant; the code of the first opens what came back, too."""
    first = get_visible_ticket(desk, number, by_receipt=True)
    later = came_back_as(desk, first)
    if not later:
        return first
    options = []
    for ticket in (*reversed(later), first):
        state = STATE_NAMES[State(ticket.state)]
        label = _("{number}: {state}", number=ticket.number, state=state)
        options.append(Choice(ticket.number, label))
    asked = _(
        "{number} was looked at again, and is dealt with anew. Which of these do you mean?",
        number=number,
    )
    return get_visible_ticket(desk, talk.ask("which", Pick[str](options), asked), by_receipt=True)


BY_RECEIPT: Mapping[str, Callable[[Talk, Desk, Ticket], OnTicket | None]] = {
    "add": follow_up.ask_supply,
    "rate": follow_up.ask_rating_or_reopening,
    "reopening": follow_up.ask_reopening,
    "relay": follow_up.ask_message,
    "withdraw": follow_up.ask_withdrawal,
}
"""What can be done with a receipt code: the actions of whoever complained."""
