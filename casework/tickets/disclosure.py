"""Custody: who complained in confidence, shown to the custodian for a reason on the record; who
stayed unknown is forgotten.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import Refused
from casework.tickets.commands import Reveal
from casework.tickets.transition import apply_transition
from locales import Message, _
from rules import limits
from storage.tables import Chat, Person, Reporter

REVEALED = _(
    "{number} was reported by: {who}\nContact: {contact}\nAccount: {account}\nThis look "
    "is on the record."
)


class NobodyKnown(Refused):
    """The complaint was anonymous: there is nothing to reveal."""


def reveal(desk: Desk, command: Reveal) -> Receipt:
    """Show the custodian who complained; the look is an event of the ticket."""
    ticket = apply_transition(desk, "reveal", command.number, {"reason": command.reason})
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is None or reporter.level not in ("named", "confidential"):
        raise NobodyKnown(
            _("{number} is anonymous: no account is kept with it.", number=ticket.number)
        )
    chat = desk.session.get(Chat, reporter.chat_id) if reporter.chat_id else None
    person = desk.session.get(Person, chat.person_id) if chat and chat.person_id else None
    who = person.name if person else reporter.name or _("not in the roster")
    contact = reporter.contact or (person.phone if person else "") or "-"
    account = _account(desk, chat) if chat else "-"
    return Receipt(
        REVEALED.given(number=ticket.number, who=who, contact=contact, account=account),
        secret=True,
    )


def _account(desk: Desk, chat: Chat) -> Message:
    """Return the account behind a chat; what names a web chat leads to nobody."""
    channel = desk.bureau.channel(chat.channel)
    if channel.account_label is None:
        return channel.label
    return channel.account_label.given(account=chat.address)


def close_receipt_talks(desk: Desk, now: datetime) -> int:
    """End conversations over a receipt code that were left open; returns how many.

    Such a conversation names the complaint beside the account.
    """
    left_at = now - timedelta(hours=limits.OPEN_RECEIPT_HOURS)
    left_open = (col(Chat.by_receipt).is_(True), col(Chat.seen_at) < left_at)
    chats = desk.session.exec(select(Chat).where(*left_open).with_for_update()).all()
    for chat in chats:
        chat.drop_conversations()
        desk.session.add(chat)
    return len(chats)
