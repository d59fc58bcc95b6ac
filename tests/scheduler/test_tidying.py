"""What is forgotten, and when."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from casework.desk import Desk
from scheduler.tidying import DELIVERY_KEYS, MESSAGES, PRIVATE, tidy
from storage.database import Database
from storage.outbox import BLANK
from storage.tables import Chat, Invitation, OutboxRow, Person, Received
from tests.town import BUREAU, MONDAY

STATES = ("queued", "sent", "doubtful", "dead", "superseded")
SECOND = timedelta(seconds=1)


def _forget(database: Database, after: timedelta) -> int:
    with database.write() as session:
        return tidy(Desk(session, MONDAY + after, BUREAU), MONDAY + after)


def _outbox(database: Database) -> list[OutboxRow]:
    with database.read() as session:
        return list(session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))


def _fill_outbox(database: Database) -> None:
    with database.write() as session:
        session.add(Chat(id=1, channel="fake", address="a", seen_at=MONDAY, window_at=MONDAY))
        session.flush()
        for private in (True, False):
            for state in STATES:
                row = OutboxRow(chat_id=1, payload={"text": {"t": state}}, private=private, not_before=MONDAY, created_at=MONDAY)
                row.state, row.sent_at = state, MONDAY if state == "sent" else None
                session.add(row)


def test_private_words_are_gone_after_a_day_unless_they_still_wait(database: Database) -> None:
    _fill_outbox(database)
    assert _forget(database, PRIVATE) == 0
    assert _forget(database, PRIVATE + SECOND) == 4
    kept = [row.payload for row in _outbox(database)]
    assert kept == [{"text": {"t": "queued"}}, *[BLANK] * 4, *({"text": {"t": state}} for state in STATES)]
    assert _forget(database, PRIVATE + SECOND) == 0


def test_old_messages_codes_and_delivery_keys_go(database: Database) -> None:
    _fill_outbox(database)
    with database.write() as session:
        session.add(Person(id=1, key="P1", name="王五"))
        session.add(Received(channel="fake", key="1", at=MONDAY))
        session.flush()
        session.add(Invitation(code_hash="x", person_id=1, expires_at=MONDAY))
    assert _forget(database, DELIVERY_KEYS) == 4
    assert _forget(database, DELIVERY_KEYS + SECOND) == 1
    assert _forget(database, MESSAGES) == 0
    assert _forget(database, MESSAGES + SECOND) == 9
    assert [row.state for row in _outbox(database)] == ["queued", "queued"]
    with database.read() as session:
        assert not session.exec(select(Received)).all()
        assert not session.exec(select(Invitation)).all()
