"""Strangers are forgotten once nothing waits for them; their drafts before that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from locales import Message
from storage.database import Database
from storage.identity.routes import routes_with
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.queries.complainants import keep_complainant
from storage.queries.strangers import forget_strangers
from storage.tables import Chat, Evidence, OutboxRow, Person, Reporter, Ticket

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # of the week in which the chats were used last
ROUTES = routes_with(b"a secret of the tests, 32 bytes!")
DRAFT: dict[str, Any] = {"stack": [["complain", "", [], None]]}


def _chat(session: Session, **given: Any) -> int:
    fields: dict[str, Any] = {
        "channel": "web",
        "address": "a",
        "seen_at": MONDAY,
        "state": DRAFT,
        **given,
    }
    chat = Chat(**fields)
    session.add(chat)
    session.flush()
    picture: dict[str, Any] = {
        "state": "kept",
        "not_before": MONDAY,
        "received_at": MONDAY,
        "source": {"f": 1},
    }
    session.add(Evidence(chat_id=chat.id, **picture))
    queue(session, chat.id or 0, Notice(Message("x")), MONDAY)
    session.flush()
    session.exec(select(OutboxRow)).one().state = "sent"
    return chat.id or 0


def _file(session: Session, chat: int, level: str, state: str) -> None:
    ticket = Ticket(
        number="TS-2026-0001",
        track="complaint",
        kind="meals",
        state=state,
        limit_days=5,
        filed_at=MONDAY,
    )
    session.add(ticket)
    session.flush()
    reporter = Reporter(ticket_id=ticket.id or 0, level=level)
    keep_complainant(session, ROUTES, reporter, chat)
    session.add(reporter)


def _after(database: Database, days: int) -> tuple[int, dict[str, Any] | None, str, int | None]:
    """Return how many chats are left, the draft, and the picture's state and chat."""
    with database.write() as session:
        forget_strangers(session, ROUTES, MONDAY + timedelta(days=days, seconds=1))
    with database.read() as session:
        chats = session.exec(select(Chat)).all()
        picture = session.exec(select(Evidence)).one()
        return len(chats), chats[0].state if chats else None, picture.state, picture.chat_id


def test_a_draft_goes_a_week_after_its_week(database: Database) -> None:
    with database.write() as session:
        chat = _chat(session)
    assert _after(database, 13) == (1, DRAFT, "kept", chat)
    assert _after(database, 14) == (1, {}, "dropped", None)


def test_a_chat_goes_thirty_days_after_its_week(database: Database) -> None:
    with database.write() as session:
        _chat(session)
    assert _after(database, 36)[0] == 1
    assert _after(database, 37)[0] == 0
    with database.read() as session:
        assert session.exec(select(OutboxRow)).all() == []


@pytest.mark.parametrize(
    ("level", "state", "left"),
    [
        ("confidential", "submitted", 1),
        ("confidential", "resolved", 1),
        ("confidential", "closed", 0),
        ("named", "submitted", 1),
        ("named", "closed", 1),
    ],
)
def test_one_that_is_waited_for_stays(
    database: Database, level: str, state: str, left: int
) -> None:
    with database.write() as session:
        _file(session, _chat(session), level, state)
    assert _after(database, 400)[0] == left


def test_people_of_the_roster_and_who_has_just_written_stay(database: Database) -> None:
    with database.write() as session:
        person = Person(key="p", name="p")
        session.add(person)
        session.flush()
        _chat(session, person_id=person.id)
        session.add(Chat(channel="web", address="b", seen_at=MONDAY, window_at=MONDAY))
    assert _after(database, 400)[:2] == (2, DRAFT)
