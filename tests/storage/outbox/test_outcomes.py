"""What became of rows: private words go once they are sent, and a gone chat gets nothing more."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from locales import Message
from storage.database import Database
from storage.outbox.notice import Notice
from storage.outbox.outcomes import Outcome, settle
from storage.outbox.queue import queue
from storage.tables import Chat, OutboxRow
from tests.storage.outbox.conftest import NOW


def _queued(database: Database, chat: int, *, private: bool = False) -> int:
    with database.write() as session:
        queue(session, chat, Notice(Message("words")), NOW, private=private)
    with database.read() as session:
        newest = select(OutboxRow.id).order_by(col(OutboxRow.id).desc()).limit(1)
        return session.exec(newest).one() or 0


@pytest.mark.parametrize(
    ("state", "keeps_words", "kind"),
    [
        ("sent", False, "removed"),
        ("sent", True, "notice"),
        ("dead", False, "removed"),
        ("doubtful", False, "notice"),
    ],
)
def test_private_words_are_removed_when_they_are_not_needed(
    database: Database, chats: list[int], state: str, keeps_words: bool, kind: str
) -> None:
    row = _queued(database, chats[0], private=True)
    with database.write() as session:
        settle(session, [Outcome(row, chats[0], state, keeps_words=keeps_words)])
    with database.read() as session:
        settled = session.get_one(OutboxRow, row)
        assert (settled.state, settled.kind) == (state, kind)


def test_a_chat_that_is_gone_takes_what_waits_with_it(database: Database, chats: list[int]) -> None:
    first, second = _queued(database, chats[0]), _queued(database, chats[0], private=True)
    with database.write() as session:
        settle(session, [Outcome(first, chats[0], "dead", error="blocked", gone=True)])
    with database.read() as session:
        assert session.get_one(Chat, chats[0]).gone
        waiting = session.get_one(OutboxRow, second)
        assert (waiting.state, waiting.error, waiting.kind) == ("dead", "blocked", "removed")
