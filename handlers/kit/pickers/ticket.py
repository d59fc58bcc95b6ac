"""Choosing a ticket by its number, a part of it, or words of it."""

from __future__ import annotations

from typing import Any

from casework.desk import Desk
from casework.refusals import NoSuchTicket
from casework.tickets.access import get_visible_ticket, may_see
from handlers.kit.ticket_list import one_line
from locales import _
from storage.queries.tickets import tickets_like
from storage.tables import Ticket
from talk import Answer, Choice, Chosen, Given, Reading, Said, Wrong, clean
from talk import input as sent

MAX_OFFERED_TICKETS = 8
MAX_CHARACTERS = 60  # of what is looked for


class TicketNumber(Answer[str]):
    """The number of a ticket that this person may see: whole, its end, or words to choose by."""

    numbered = True

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        written = clean(said.text)[:MAX_CHARACTERS] if isinstance(said, sent.Words) else ""
        try:
            return Given(get_visible_ticket(self.desk, written).number)
        except NoSuchTicket as refusal:
            found = self._find_alike(written)
            if not found:
                return Wrong(refusal.reason)
        if len(found) == 1 and written.isdecimal():
            return Given(found[0].number)
        choices = tuple(Choice(ticket.number, one_line(self.desk, ticket)) for ticket in found)
        return Wrong(_("Which of these is it?"), choices)

    def _find_alike(self, written: str) -> list[Ticket]:
        if not written:
            return []
        alike = tickets_like(self.desk.session, written)
        visible = [ticket for ticket in alike if may_see(self.desk, ticket)]
        return visible[:MAX_OFFERED_TICKETS]
