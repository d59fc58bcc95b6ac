"""Custody: who complained in confidence, shown to the custodian for a reason that goes on the record."""

from __future__ import annotations

from casework.commands import Reveal
from casework.desk import Desk
from casework.ledger import take_step
from casework.notices import Receipt
from casework.refusals import Refused
from locales import _
from storage.tables import Chat, Person, Reporter


class NobodyKnown(Refused):
    """The complaint was anonymous: there is nothing to reveal."""


def reveal(desk: Desk, command: Reveal) -> Receipt:
    """Show the custodian who complained; the look is an event of the ticket."""
    ticket = take_step(desk, "reveal", command.number, {"reason": command.reason})
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is None or reporter.level == "anonymous":
        raise NobodyKnown(_("{number} is anonymous: no account is kept with it.", number=ticket.number))
    chat = desk.session.get(Chat, reporter.chat_id) if reporter.chat_id else None
    person = desk.session.get(Person, chat.person_id) if chat and chat.person_id else None
    who = person.name if person else reporter.name or _("not in the roster")
    account = f"{chat.channel} {chat.address}" if chat else "-"
    text = _("{number} was reported by: {who}\nContact: {contact}\nAccount: {account}\nThis look is on the record.", number=ticket.number)
    return Receipt(text.given(who=who, contact=reporter.contact or "-", account=account), private=True)
