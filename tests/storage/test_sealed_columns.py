"""What chats hold and were told is not found without the program's secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from locales import Message
from storage.database import Database, open_database
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.sealed_columns import SEALED, Seal
from storage.tables import Chat, OutboxRow
from tests.town import MONDAY

LABEL = b"chats.state"
STATE = {"frame": {"name": "complain", "answers": {"words": "校服费"}}}


@pytest.fixture
def changed(database_url: str, database: Database) -> Iterator[Database]:
    """The same database, with rows of before, after SECRET_KEY was changed."""
    _fill(database)
    with closing(open_database(database_url, b"another secret of the tests")) as changed:
        yield changed


def _fill(database: Database) -> None:
    with database.write() as session:
        chat = Chat(channel="web", address="a", state=STATE, seen_at=MONDAY, window_at=MONDAY)
        session.add(chat)
        session.flush()
        queue(session, chat.id or 0, Notice(Message("校服费"), about="TS-2026-0001"), MONDAY)
        queue(session, chat.id or 0, Notice(Message("no more")), MONDAY)


def _stored(database: Database) -> list[bytes]:
    with database.read() as session:
        connection = session.connection()
        return [
            *connection.scalars(text("SELECT state FROM chats")),
            *connection.scalars(text("SELECT payload FROM outbox ORDER BY id")),
            *connection.scalars(text("SELECT about FROM outbox ORDER BY id")),
        ]


def _read(database: Database) -> tuple[Any, ...]:
    with database.read() as session:
        row = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).first()
        assert row is not None
        return session.exec(select(Chat.state)).one(), row.payload, row.about


def test_what_is_sealed_is_read_and_stored_nowhere(database: Database) -> None:
    _fill(database)
    assert _read(database) == (STATE, Notice(Message("校服费")).to_json(), "TS-2026-0001")
    state, payload, other, about, nothing = _stored(database)
    assert nothing == b""
    for stored in (state, payload, other, about):
        assert stored.startswith(SEALED)
        assert not {
            each for each in (b"words", b"TS-2026", b"text", "校服费".encode()) if each in stored
        }


def test_lengths_do_not_tell_one_text_from_another(database: Database) -> None:
    _fill(database)
    assert len({len(each) for each in _stored(database)[1:4]}) == 1


def test_what_is_empty_stays_in_clear(database: Database) -> None:
    with database.write() as session:
        session.add(Chat(channel="web", address="a", seen_at=MONDAY, window_at=MONDAY))
    assert _stored(database) == [b"{}"]


def test_with_another_secret_all_is_as_if_it_were_empty_and_said_once(
    changed: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert _read(changed) == _read(changed) == ({}, {}, "")
    with changed.write() as session:
        assert session.exec(select(Chat.state)).all() == [{}]
    (said,) = [record.getMessage() for record in caplog.records]
    assert said.endswith("cannot be opened: is SECRET_KEY another than before?")


def test_a_chat_begins_anew_with_another_secret(changed: Database) -> None:
    with changed.write() as session:
        session.exec(select(Chat)).one().state = {"frame": 1}
    assert _read(changed)[0] == {"frame": 1}


def test_two_seals_of_the_same_are_not_alike_and_open() -> None:
    seal = Seal(b"s" * 32)
    first, second = seal.close(LABEL, b"{}"), seal.close(LABEL, b"{}")
    assert first != second
    assert (seal.open(LABEL, first) or b"").strip() == b"{}"


@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 5000])
def test_any_size_opens(size: int) -> None:
    seal = Seal(b"s" * 32)
    opened = seal.open(LABEL, seal.close(LABEL, b"x" * size)) or b""
    assert opened.rstrip() == b"x" * size


@pytest.mark.parametrize("stored", [SEALED, SEALED + b"x" * 8, SEALED + b"x" * 80])
def test_what_is_damaged_does_not_open(stored: bytes) -> None:
    assert Seal(b"s" * 32).open(LABEL, stored) is None


def test_one_column_does_not_open_as_another() -> None:
    seal = Seal(b"s" * 32)
    assert seal.open(b"outbox.payload", seal.close(LABEL, b"{}")) is None
