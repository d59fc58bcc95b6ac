"""Disclosure: the custodian learns who complained in confidence, for a reason on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from casework.desk import Desk
from casework.notices import Receipt
from casework.people.links import open_link, write_link
from casework.refusals import Refused
from casework.tickets.access import may_see
from casework.tickets.commands import Reveal
from casework.tickets.identity import identity_in_words, key_of, sealed_as
from casework.tickets.telling import tell
from casework.tickets.transition import apply_transition, lock_ticket
from locales import _
from rules import limits
from storage.identity.sealed_box import fingerprint
from storage.moments import week_of
from storage.tables import Chat, Reporter, Ticket
from storage.tables.chats import IS_BY_RECEIPT

IDENTITY = "identity"  # where the page stands


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
    if not reporter.sealed:
        return tell(desk, ticket, "revealed", **identity_in_words(desk, reporter))
    key = key_of(desk, reporter)
    return tell(
        desk,
        ticket,
        "revealed",
        link=write_link(desk, IDENTITY, ticket.id or 0),
        minutes=limits.LINK_MINUTES,
        key=fingerprint(key.public),
        made=key.made_at.astimezone(desk.bureau.zone).date(),
    )


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """What the page needs to open a box: it is bound to `label` and opens with the key alone."""

    number: str
    box: str
    label: str
    public_key: str
    made_at: datetime


def find_by_link(desk: Desk, token: str) -> SealedIdentity | None:
    """Return what the custodian's link leads to.

    None when it is forged or over, or that person may not reveal this any more.
    """
    ticket_id = open_link(desk, IDENTITY, token)
    ticket = desk.session.get(Ticket, ticket_id) if ticket_id is not None else None
    reporter = desk.session.get(Reporter, ticket_id) if ticket is not None else None
    if ticket is None or reporter is None or not reporter.sealed:
        return None
    if not desk.actor.may("reveal") or not may_see(desk, ticket):
        return None
    key = key_of(desk, reporter)
    label = sealed_as(desk, ticket)
    return SealedIdentity(ticket.number, reporter.sealed, label, key.public, key.made_at)


def close_receipt_talks(desk: Desk, now: datetime) -> int:
    """End conversations over a receipt code that were left open; returns how many.

    Such a conversation names the complaint beside the account.
    """
    left_at = now - timedelta(hours=limits.OPEN_RECEIPT_HOURS)
    left_open = select(Chat).where(IS_BY_RECEIPT, col(Chat.seen_at) < left_at)
    chats = desk.session.exec(left_open.with_for_update()).all()
    for chat in chats:
        chat.drop_conversations()
        if chat.window_at is None:  # as for every chat, the week is enough now
            chat.seen_at = week_of(chat.seen_at)
        desk.session.add(chat)
    return len(chats)
