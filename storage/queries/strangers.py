"""Chats of people that the roster does not name are forgotten once nothing waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from rules import limits
from rules.lifecycle import ENDED
from storage.id_chunks import pieces
from storage.identity.routes import Routes
from storage.queries.complainants import complaints_of
from storage.tables import Chat, Evidence, OutboxRow, Reporter, Ticket
from storage.tables.chats import IS_AT_REST
from storage.tables.evidence import IS_UNFILED

WEEK = timedelta(days=7)  # a chat at rest says in which week it was used last, and no more


def forget_strangers(session: Session, routes: Routes, now: datetime) -> int:
    """Drop strangers' drafts a week old, and forget their chats after a month without a case that
    is open; returns how many of either.

    A chat in which somebody complained by name stays: it stands beside that name.
    """
    drafts = _unused_since(session, now - WEEK - timedelta(days=limits.DRAFT_DAYS), begun=True)
    for some in pieces(drafts):
        emptied = update(Chat).where(col(Chat.id).in_(some))
        session.execute(emptied.values(state={}, by_receipt=False))
        _drop_pictures(session, some)
    long_ago = now - WEEK - timedelta(days=limits.STRANGER_DAYS)
    ended = [
        chat
        for chat in _unused_since(session, long_ago)
        if not _is_waited_for(session, routes, chat)
    ]
    for some in pieces(ended):
        _drop_pictures(session, some)
        session.execute(delete(OutboxRow).where(col(OutboxRow.chat_id).in_(some)))
        filed = update(Evidence).where(col(Evidence.chat_id).in_(some))
        session.execute(filed.values(chat_id=None, source={}))
        session.execute(delete(Chat).where(col(Chat.id).in_(some)))
    return len(drafts) + len(ended)


def _unused_since(session: Session, before: datetime, *, begun: bool = False) -> list[int]:
    unused = select(Chat.id, Chat.state).where(
        IS_AT_REST, col(Chat.person_id).is_(None), col(Chat.seen_at) < before
    )
    # not by person: nobody is most people
    unused = unused.with_hint(Chat, "INDEXED BY chats_at_rest", "sqlite")
    return [number or 0 for number, state in session.exec(unused) if state or not begun]


def _is_waited_for(session: Session, routes: Routes, chat: int) -> bool:
    """Tell whether a complaint of this chat is open, or bears a name."""
    theirs = complaints_of(session, routes, chat)
    if not theirs:
        return False
    is_open = col(Ticket.state).not_in(ENDED)
    is_named = col(Reporter.chat_id).is_not(None)
    found = (
        select(Ticket.id)
        .join(Reporter)
        .where(col(Ticket.id).in_(theirs), is_open | is_named)
        .limit(1)
    )
    waiting = select(OutboxRow.id).where(OutboxRow.chat_id == chat, OutboxRow.state == "queued")
    return (
        session.exec(found).first() is not None
        or session.exec(waiting.limit(1)).first() is not None
    )


def _drop_pictures(session: Session, chats: Iterable[int]) -> None:
    """Let go of what drafts held: it is removed with other pictures that nobody wants."""
    held = (
        IS_UNFILED,
        col(Evidence.chat_id).in_(list(chats)),
        col(Evidence.state).in_(("pending", "kept")),
    )
    session.execute(update(Evidence).where(*held).values(state="dropped", chat_id=None, source={}))
