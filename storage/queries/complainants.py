"""Whose a complaint is: the chat in which it was filed and whoever that belonged to, as of filing.

Nobody who comes to that chat later inherits it, and no chat that comes to that person later; for a
new phone there is the receipt code. This is the one place that knows how both are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Chat, Person, Reporter, Ticket


def keep_complainant(session: Session, reporter: Reporter, chat_id: int | None) -> None:
    """Write down that this chat complains, and whose it is now."""
    chat = session.get(Chat, chat_id) if chat_id is not None else None
    reporter.chat_id = chat_id
    reporter.person_id = chat.person_id if chat is not None else None


def copy_complainant(session: Session, ticket: Ticket, relapse: Ticket) -> None:
    """Let the ticket that was opened anew be of the same complainant; the code of the first opens
    it.
    """
    reporter = session.get(Reporter, ticket.id)
    if reporter is not None:
        values = reporter.model_dump(exclude={"ticket_id", "receipt_hash"})
        session.add(Reporter(ticket_id=relapse.id or 0, **values))


def is_complainant(session: Session, ticket: Ticket, chat_id: int | None) -> bool:
    """Tell whether the complaint is this chat's, as it is bound now."""
    reporter = session.get(Reporter, ticket.id) if ticket.track == "complaint" else None
    chat = session.get(Chat, chat_id) if chat_id is not None else None
    return reporter is not None and chat is not None and _is_theirs(session, reporter, chat)


def complaints_of(session: Session, chat_id: int | None) -> list[int]:
    """Return by id the complaints that are this chat's, as it is bound now."""
    chat = session.get(Chat, chat_id) if chat_id is not None else None
    if chat is None:
        return []
    filed = col(Reporter.chat_id) == chat.id
    if chat.person_id is not None:
        filed |= (col(Reporter.level) == "named") & (col(Reporter.person_id) == chat.person_id)
    found = session.exec(select(Reporter).where(filed)).all()
    return [row.ticket_id for row in found if _is_theirs(session, row, chat)]


def chat_to_answer(session: Session, ticket: Ticket) -> int | None:
    """Return the chat in which the complainant is told; None where only the receipt code is left.

    Who gave a name is told in the chat used last of those that open the complaint; whoever
    complained in confidence stays in the chat chosen for it: another may be the employer's.
    """
    reporter = session.get(Reporter, ticket.id)
    if reporter is None or reporter.chat_id is None:
        return None
    chats = [chat for chat in _chats(session, reporter) if _is_theirs(session, reporter, chat)]
    reached = [chat for chat in chats if not chat.gone] or chats
    return max(reached, key=lambda chat: chat.seen_at).id if reached else None


def person_complaining(session: Session, ticket: Ticket) -> int | None:
    """Return whom of the roster the chat belonged to when the complaint was filed in it."""
    reporter = session.get(Reporter, ticket.id)
    return reporter.person_id if reporter is not None else None


def identity(session: Session, reporter: Reporter) -> tuple[Person | None, Chat | None]:
    """Return who complained, if the roster knows them, and the chat in which."""
    person = session.get(Person, reporter.person_id) if reporter.person_id is not None else None
    return person, session.get(Chat, reporter.chat_id) if reporter.chat_id is not None else None


def _chats(session: Session, reporter: Reporter) -> Iterator[Chat]:
    """Return the chats in which the complainant may be: where it was filed, and the person's."""
    theirs = col(Chat.id) == reporter.chat_id
    if reporter.level == "named" and reporter.person_id is not None:
        theirs |= col(Chat.person_id) == reporter.person_id
    return iter(session.exec(select(Chat).where(theirs)).all())


def _is_theirs(session: Session, reporter: Reporter, chat: Chat) -> bool:
    """Tell whether what was filed opens in this chat.

    That is where it was filed, if that chat is whose it was; for who gave a name also a chat that
    was theirs by then.
    """
    if reporter.chat_id is None or chat.person_id != reporter.person_id:
        return False
    if chat.id == reporter.chat_id:
        return True
    if reporter.level != "named" or chat.person_id is None or chat.bound_at is None:
        return False
    return chat.bound_at <= _filed_at(session, reporter)


def _filed_at(session: Session, reporter: Reporter) -> datetime:
    """Return when it was filed; of what came back, when the first was."""
    ticket = session.get_one(Ticket, reporter.ticket_id)
    while ticket.relapse_of is not None:
        ticket = session.get_one(Ticket, ticket.relapse_of)
    return ticket.filed_at
