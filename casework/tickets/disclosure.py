"""Disclosure: the custodian learns who complained in confidence, for a reason on the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.refusals import Refused
from casework.tickets.commands import Reveal
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import Message, _
from rules import limits
from storage.queries.complainants import identity
from storage.tables import Chat, Reporter
from storage.tables.chats import IS_BY_RECEIPT


class NobodyKnown(Refused):
    """The complaint was anonymous: there is nothing to reveal."""


def reveal(desk: Desk, command: Reveal) -> Receipt:
    """Show the custodian who complained; the look is an event of the ticket."""
    ticket = lock_ticket(desk, command)
    apply_transition(desk, ticket, "reveal", {"reason": command.reason})
    reporter = desk.session.get(Reporter, ticket.id)
    if reporter is None or reporter.level not in ("named", "confidential"):
        text = _("{number} is anonymous: no account is kept with it.", number=ticket.number)
        raise NobodyKnown(text)
    return tell(desk, ticket, "revealed", **_identity(desk, reporter))


def _identity(desk: Desk, reporter: Reporter) -> dict[str, Message | str]:
    """Return who reported, how they can be reached, and through which account they wrote."""
    who: Message | str = reporter.name or _("not in the roster")
    contact = reporter.contact
    person, chat = identity(desk.session, reporter)
    if person is not None:
        who, contact = person.name, contact or person.phone
    account = _account(desk, chat) if chat is not None else "-"
    return {"who": who, "contact": contact or "-", "account": account}


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
    left_open = select(Chat).where(IS_BY_RECEIPT, col(Chat.seen_at) < left_at)
    chats = desk.session.exec(left_open.with_for_update()).all()
    for chat in chats:
        chat.drop_conversations()
        desk.session.add(chat)
    return len(chats)
