"""Who complained, in words, and how it is sealed for the custodian's key."""

from __future__ import annotations

import orjson

from casework.desk import Desk
from locales import Message, _, translate
from storage.identity.sealed_box import seal
from storage.queries.complainants import identity
from storage.queries.identity_keys import current_key
from storage.tables import Chat, IdentityKey, Reporter, Ticket


def identity_in_words(desk: Desk, reporter: Reporter) -> dict[str, Message | str]:
    """Return who reported, how they can be reached, and through which account they wrote."""
    who: Message | str = reporter.name or _("not in the roster")
    contact = reporter.contact
    person, chat = identity(desk.session, desk.bureau.routes, reporter)
    if person is not None:
        who, contact = person.name, contact or person.phone
    account = _account(desk, chat) if chat is not None else "-"
    return {"who": who, "contact": contact or "-", "account": account}


def seal_identity(desk: Desk, ticket: Ticket, reporter: Reporter) -> None:
    """Seal who complained in confidence, where there is a key, and keep nothing of it in clear."""
    key = current_key(desk.session) if reporter.level == "confidential" else None
    if key is None:
        return
    words = {
        name: fact if isinstance(fact, str) else translate(fact, "zh_CN")
        for name, fact in identity_in_words(desk, reporter).items()
    }
    content = orjson.dumps(words)
    reporter.sealed = seal(key.public, content, label=sealed_as(desk, ticket))
    reporter.key_id, reporter.name, reporter.contact = key.id, "", ""


def sealed_as(desk: Desk, ticket: Ticket) -> str:
    """Return the label of the box: the number of the ticket that was filed first."""
    while ticket.relapse_of is not None:
        ticket = desk.session.get_one(Ticket, ticket.relapse_of)
    return ticket.number


def key_of(desk: Desk, reporter: Reporter) -> IdentityKey:
    """Return the key that opens the box."""
    return desk.session.get_one(IdentityKey, reporter.key_id)


def _account(desk: Desk, chat: Chat) -> Message:
    """Return the account behind a chat; what names a web chat leads to nobody."""
    channel = desk.bureau.channel(chat.channel)
    if channel.account_label is None:
        return channel.label
    return channel.account_label.given(account=chat.address)
