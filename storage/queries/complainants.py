"""Whose a complaint is: the chat in which it was filed and whoever that belonged to, as of filing.

Nobody who comes to that chat later inherits it, and no chat that comes to that person later; for a
new phone there is the receipt code. This is the one place that knows how both are kept: of who
gave a name in columns, of who complained in confidence as a route that the database cannot read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.identity.routes import NoRoute, Routes
from storage.tables import Chat, Person, Reporter, Ticket


def keep_complainant(
    session: Session, routes: Routes, reporter: Reporter, chat_id: int | None
) -> None:
    """Write down that this chat complains, and whose it is now."""
    chat = session.get(Chat, chat_id) if chat_id is not None else None
    if chat is not None:
        _keep(routes, reporter, chat.id or 0, chat.person_id)


def copy_complainant(session: Session, routes: Routes, ticket: Ticket, relapse: Ticket) -> None:
    """Let the ticket that was opened anew be of the same complainant; the code of the first opens
    it.
    """
    reporter = session.get(Reporter, ticket.id)
    if reporter is None:
        return
    values = reporter.model_dump(exclude={"ticket_id", "receipt_hash"})
    copy = Reporter(ticket_id=relapse.id or 0, **values)
    chat_id, person_id = _place_of(routes, reporter)
    if chat_id is not None:
        _keep(routes, copy, chat_id, person_id)
    session.add(copy)


def hide_complainants(session: Session, routes: Routes) -> int:
    """Hide who complained in confidence before this was done at filing; returns how many."""
    in_clear = (col(Reporter.level) == "confidential", col(Reporter.chat_id).is_not(None))
    found = session.exec(select(Reporter).where(*in_clear).with_for_update()).all()
    for reporter in found:
        _keep(routes, reporter, reporter.chat_id or 0, reporter.person_id)
        session.add(reporter)
    return len(found)


def is_complainant(session: Session, routes: Routes, ticket: Ticket, chat_id: int | None) -> bool:
    """Tell whether the complaint is this chat's, as it is bound now."""
    reporter = session.get(Reporter, ticket.id) if ticket.track == "complaint" else None
    chat = session.get(Chat, chat_id) if chat_id is not None else None
    return reporter is not None and chat is not None and _is_theirs(session, routes, reporter, chat)


def complaints_of(session: Session, routes: Routes, chat_id: int | None) -> list[int]:
    """Return by id the complaints that are this chat's, as it is bound now."""
    chat = session.get(Chat, chat_id) if chat_id is not None else None
    if chat is None:
        return []
    mark = routes.mark(chat.id or 0, chat.person_id)
    filed = (col(Reporter.chat_id) == chat.id) | (col(Reporter.mark) == mark)
    if chat.person_id is not None:
        filed |= (col(Reporter.level) == "named") & (col(Reporter.person_id) == chat.person_id)
    found = session.exec(select(Reporter).where(filed)).all()
    return [row.ticket_id for row in found if _is_theirs(session, routes, row, chat)]


def chat_to_answer(session: Session, routes: Routes, ticket: Ticket) -> int | None:
    """Return the chat in which the complainant is told; None where only the receipt code is left.

    Who gave a name is told in the chat used last of those that open the complaint; whoever
    complained in confidence stays in the chat chosen for it: another may be the employer's.
    """
    reporter = session.get(Reporter, ticket.id)
    if reporter is None:
        return None
    chats = _chats(session, routes, reporter)
    theirs = [chat for chat in chats if _is_theirs(session, routes, reporter, chat)]
    reached = [chat for chat in theirs if not chat.gone] or theirs
    return max(reached, key=lambda chat: chat.seen_at).id if reached else None


def person_complaining(session: Session, routes: Routes, ticket: Ticket) -> int | None:
    """Return whom of the roster the chat belonged to when the complaint was filed in it."""
    reporter = session.get(Reporter, ticket.id)
    return _place_of(routes, reporter)[1] if reporter is not None else None


def identity(
    session: Session, routes: Routes, reporter: Reporter
) -> tuple[Person | None, Chat | None]:
    """Return who complained, if the roster knows them, and the chat in which."""
    chat_id, person_id = _place_of(routes, reporter)
    person = session.get(Person, person_id) if person_id is not None else None
    return person, session.get(Chat, chat_id) if chat_id is not None else None


def _keep(routes: Routes, reporter: Reporter, chat_id: int, person_id: int | None) -> None:
    if reporter.level == "named":
        reporter.chat_id, reporter.person_id = chat_id, person_id
        return
    reporter.chat_id = reporter.person_id = None
    reporter.route = routes.hide(reporter.ticket_id, chat_id, person_id)
    reporter.mark = routes.mark(chat_id, person_id)


def _place_of(routes: Routes, reporter: Reporter) -> tuple[int | None, int | None]:
    """Return the chat and the person; neither where the program's secret has been changed."""
    if not reporter.route:
        return reporter.chat_id, reporter.person_id
    try:
        return routes.find(reporter.ticket_id, reporter.route)
    except NoRoute:
        return None, None


def _chats(session: Session, routes: Routes, reporter: Reporter) -> Sequence[Chat]:
    """Return the chats in which the complainant may be: where it was filed, and the person's."""
    chat_id, person_id = _place_of(routes, reporter)
    if chat_id is None:
        return ()
    theirs = col(Chat.id) == chat_id
    if reporter.level == "named" and person_id is not None:
        theirs |= col(Chat.person_id) == person_id
    return session.exec(select(Chat).where(theirs)).all()


def _is_theirs(session: Session, routes: Routes, reporter: Reporter, chat: Chat) -> bool:
    """Tell whether what was filed opens in this chat.

    That is where it was filed, if that chat is whose it was; for who gave a name also a chat that
    was theirs by then.
    """
    chat_id, person_id = _place_of(routes, reporter)
    if chat_id is None or chat.person_id != person_id:
        return False
    if chat.id == chat_id:
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
