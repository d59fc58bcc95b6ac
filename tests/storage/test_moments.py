"""A minute later nothing stored says when an account wrote, or in which order with others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from locales import Message
from storage.database import Database
from storage.evidence.fetching import Job, refuse
from storage.moments import blur, open_reference, seal_reference, shift_of, week_of
from storage.outbox.history import about_of_message
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.outcomes import Outcome, settle
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.tables import Chat, Evidence, OutboxRow, Person

SECRET = b"of these tests"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NOW = MONDAY + timedelta(days=2, hours=3, minutes=4, microseconds=5)
LATER = NOW + timedelta(minutes=2)


def _chat(session: Session, address: str, **given: Any) -> Chat:
    fields = {"channel": "fake", "seen_at": NOW, "window_at": NOW, "window_count": 3, **given}
    chat = Chat(address=address, **fields)
    session.add(chat)
    session.flush()
    return chat


def _say(session: Session, chat: Chat, text: str, **given: Any) -> None:
    """Queue a message and mark it as sent at once."""
    private = given.pop("private", False)
    queue(session, chat.id or 0, Notice(Message(text), **given), NOW, private=private)
    waiting = session.exec(select(OutboxRow).where(OutboxRow.state == "queued")).all()
    settle(
        session,
        [
            Outcome(row.id or 0, row.chat_id, "sent", sent_at=NOW, reference=f"9{row.id}")
            for row in waiting
        ],
    )
    session.expire_all()


def _blur(database: Database, now: datetime = LATER) -> None:
    with database.write() as session:
        blur(session, SECRET, now)


def _rows(session: Session) -> list[OutboxRow]:
    return list(session.exec(select(OutboxRow).order_by(col(OutboxRow.chat_id), col(OutboxRow.id))))


def test_of_a_visit_the_week_is_kept(database: Database) -> None:
    with database.write() as session:
        _chat(session, "a", serial=7, left_out_files=2)
        _chat(session, "just now", seen_at=LATER)
    _blur(database)
    with database.read() as session:
        chat, recent = session.exec(select(Chat).order_by(col(Chat.address))).all()
    assert (chat.seen_at.replace(tzinfo=UTC), chat.window_at) == (MONDAY, None)
    assert (chat.window_count, chat.left_out_files) == (0, 0)
    assert chat.serial >= 2**20  # from which nobody reads how many questions were asked
    assert recent.seen_at.replace(tzinfo=UTC) == LATER


def test_of_a_persons_chats_the_one_used_last_is_still_known(database: Database) -> None:
    with database.write() as session:
        person = Person(key="p", name="p")
        session.add(person)
        session.flush()
        at = NOW - timedelta(seconds=1)
        chats = [_chat(session, address, person_id=person.id, seen_at=at) for address in "ab"]
        first, second = (chat.id or 0 for chat in chats)
        person_id = person.id or 0
    for used, now in ((first, LATER), (second, LATER + timedelta(hours=1))):
        with database.write() as session:
            chat = session.get_one(Chat, used)
            chat.seen_at = chat.window_at = now - timedelta(minutes=2)
            session.add(chat)
        _blur(database, now)
        with database.read() as session:
            assert chats_of_people(session, [person_id]) == {person_id: used}
            assert week_of(session.get_one(Chat, used).seen_at.replace(tzinfo=UTC)) == MONDAY


def test_a_receipt_talk_left_open_is_kept_for_half_a_day_at_least(database: Database) -> None:
    with database.write() as session:
        _chat(session, "a", by_receipt=True)
    _blur(database)
    with database.read() as session:
        seen_at = session.exec(select(Chat.seen_at)).one().replace(tzinfo=UTC)
    assert seen_at == MONDAY + timedelta(days=2, hours=12)


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("conversation", ["complain", "receipt", "menu"])
def test_what_an_ended_conversation_said_goes(
    database: Database, conversation: str, is_known: bool
) -> None:
    said: dict[str, Any] = {"kind": MessageKind.REPLY, "conversation": conversation}
    with database.write() as session:
        person = Person(key="p", name="p")
        session.add(person)
        session.flush()
        chat = _chat(session, "a", person_id=person.id if is_known else None)
        _say(session, chat, "asked", kind=MessageKind.QUESTION, conversation=conversation)
        _say(session, chat, "about it", about="TS-2026-0001", **said)
        _say(session, chat, "a notice", about="TS-2026-0002")
    _blur(database)
    with database.read() as session:
        left = [Notice.from_row(row).text.text for row in _rows(session)]
    stays = is_known and conversation == "menu"
    assert left == (["about it", "a notice"] if stays else ["a notice"])


def test_what_runs_and_what_nobody_has_seen_stays(database: Database) -> None:
    running: dict[str, Any] = {"stack": [["complain", "", [], None]]}
    with database.write() as session:
        chat = _chat(session, "a", state=running)
        _say(session, chat, "asked", kind=MessageKind.QUESTION, conversation="complain")
        row = _rows(session)[0]
        other = _chat(session, "b")
        queue(session, other.id or 0, Notice(Message("code")), NOW, private=True)
        secret = _rows(session)[-1]
        secret.state, secret.kind, secret.sent_at = "sent", MessageKind.SHOWN_ONCE.value, NOW
        session.add(secret)
        first = row.id or 0
    _blur(database)
    with database.read() as session:
        asked, code = _rows(session)
    assert asked.id == first - shift_of(SECRET, asked.chat_id)
    assert {each.replace(tzinfo=UTC) for each in (asked.created_at, asked.not_before)} == {MONDAY}
    # what is to be picked up within a day must not be found before that
    assert code.created_at.replace(tzinfo=UTC) == MONDAY + timedelta(days=3)
    with database.write() as session:
        chat = session.get_one(Chat, asked.chat_id)
        chat.state, chat.seen_at, chat.window_at = {}, LATER, LATER
        session.add(chat)
    _blur(database, LATER + timedelta(minutes=2))
    with database.read() as session:
        assert [row.id for row in _rows(session)] == [code.id]


def test_what_waits_or_may_be_on_its_way_keeps_its_number(database: Database) -> None:
    with database.write() as session:
        chat = _chat(session, "a")
        queue(session, chat.id or 0, Notice(Message("one")), NOW, replaces="key")
        queue(session, chat.id or 0, Notice(Message("two")), NOW, replaces="key")
        session.flush()
        _say(session, chat, "a notice")
        waits = _rows(session)[-1]
        queue(session, chat.id or 0, Notice(Message("waits")), NOW)
        before = {row.id for row in _rows(session) if row.state in ("queued", "superseded")}
    _blur(database)
    with database.read() as session:
        kept = {row.id for row in _rows(session) if (row.id or 0) > 0}
    assert kept == before - {waits.id}
    _blur(database, LATER + timedelta(minutes=5))
    with database.read() as session:
        assert {row.state for row in _rows(session) if (row.id or 0) > 0} == {"queued"}


def test_numbers_are_never_given_twice(database: Database) -> None:
    with database.write() as session:
        chat = _chat(session, "a")
        _say(session, chat, "a notice")
        number = _rows(session)[0].id or 0
        chat_id = chat.id or 0
    _blur(database)
    with database.write() as session:
        queue(session, chat_id, Notice(Message("next")), LATER)
    with database.read() as session:
        assert max(row.id or 0 for row in _rows(session)) == number + 1


def test_a_reply_still_finds_what_it_replies_to(database: Database) -> None:
    with database.write() as session:
        person = Person(key="p", name="p")
        session.add(person)
        session.flush()
        chat = _chat(session, "a", person_id=person.id)
        card: dict[str, Any] = {"kind": MessageKind.REPLY, "about": "TS-2026-0001"}
        _say(session, chat, "a card", **card)
        reference, chat_id = _rows(session)[0].reference, chat.id or 0
    _blur(database)
    with database.read() as session:
        kept = _rows(session)[0].reference
        assert about_of_message(session, chat_id, reference, SECRET) == "TS-2026-0001"
        assert about_of_message(session, chat_id, reference, b"another") == ""
    assert reference not in kept
    assert open_reference(SECRET, kept) == reference
    assert seal_reference(SECRET, chat_id + 1, reference) != kept


def test_who_sent_what_was_not_taken_is_forgotten(database: Database) -> None:
    with database.write() as session:
        chat = _chat(session, "a")
        states = ("refused", "lost", "dropped", "kept", "kept", "pending")
        for place, state in enumerate(states):
            at = NOW - timedelta(seconds=60 - place)
            values: dict[str, Any] = {"state": state, "received_at": at, "not_before": at}
            session.add(Evidence(chat_id=chat.id, source={"file": state}, **values))
    _blur(database)
    with database.read() as session:
        rows = list(session.exec(select(Evidence).order_by(col(Evidence.id))))
    assert [row.source for row in rows] == [{}, {}, {}] + [{"file": s} for s in states[3:]]
    assert [row.chat_id is None for row in rows] == [True] * 3 + [False] * 3
    seconds = [(row.received_at.replace(tzinfo=UTC) - MONDAY).total_seconds() for row in rows[3:5]]
    assert seconds == [1, 2]  # in the order in which they came, and no more


def test_a_refusal_leads_from_the_chat_to_no_picture(database: Database) -> None:
    with database.write() as session:
        chat = _chat(session, "a")
        row = Evidence(chat_id=chat.id, received_at=NOW, not_before=NOW)
        session.add(row)
        session.flush()
        job = Job(row.id or 0, "fake", {}, 1, NOW, None, None, None)
        assert refuse(session, job, Message("no picture"), NOW)
    with database.read() as session:
        told = _rows(session)[0]
    assert (told.once, told.kind) == (None, MessageKind.REPLY.value)


def test_a_week_begins_on_its_monday() -> None:
    for day in range(7):
        assert week_of(MONDAY + timedelta(days=day, hours=23, minutes=59)) == MONDAY
    assert week_of(MONDAY - timedelta(microseconds=1)) == MONDAY - timedelta(days=7)
