"""Which rows are found to be sent, when it is looked for which, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.outbound.poller import BUSY_ROWS, BUSY_SWEEP_SECONDS, SWEEP_SECONDS, OutboxPoller
from locales import Message
from storage.database import Database, open_database
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.transaction import write_queued
from storage.tables import Chat
from tests.databases import SECRET
from tests.town import MONDAY, Clock

CHANNELS = ("web", "telegram")


class Box:
    """An outbox with a chat on each channel, and a clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, Clock()
        self.pollers: list[OutboxPoller] = []
        with database.write() as session:
            for number, channel in enumerate((*CHANNELS, "wecom"), 1):
                chat = Chat(
                    id=number, channel=channel, address="a", seen_at=MONDAY, window_at=MONDAY
                )
                session.add(chat)

    def poller(self, database: Database | None = None) -> OutboxPoller:
        """Return another process's poller."""
        poller = OutboxPoller(database or self.database, CHANNELS, self.clock)
        self.pollers.append(poller)
        return poller

    def say(self, chat: int = 1, *, after: float = 0.0) -> None:
        """Queue a row, to be sent after so many seconds."""
        with self.database.write() as session:
            self.queue(session, chat, after)

    def queue(self, session: Session, chat: int, after: float = 0.0) -> None:
        due = self.clock() + timedelta(seconds=after)
        queue(session, chat, Notice(Message("x")), self.clock(), not_before=due)


@pytest.fixture
def box(sqlite_database: Database) -> Box:
    return Box(sqlite_database)


@pytest.fixture
def replica(postgresql_url: str) -> Iterator[Database]:
    """The same database, opened by another process."""
    database = open_database(postgresql_url, SECRET)
    yield database
    database.close()


@pytest.fixture
def shared(postgresql_database: Database, replica: Database) -> Iterator[Box]:
    """A box that several processes share."""
    box = Box(postgresql_database)
    yield box
    for poller in box.pollers:
        poller.give_back()


def looked(poller: OutboxPoller, now: float, in_memory: int = 0) -> list[int]:
    """Return the ids that a look at this second finds."""
    return [found.id for found in poller.look(now, in_memory)]


def test_the_first_look_finds_what_is_due_on_our_channels(box: Box) -> None:
    for chat in (1, 2, 3):
        box.say(chat)
    box.say(after=60)
    poller = box.poller()
    assert looked(poller, 0.0) == [1, 2]
    assert poller.mine == set(CHANNELS)


def test_between_two_sweeps_only_what_is_new_is_found(box: Box) -> None:
    box.say()
    poller = box.poller()
    assert looked(poller, 0.0) == [1]
    assert looked(poller, 0.1) == []
    box.say()
    assert looked(poller, 0.2) == [2]
    assert looked(poller, SWEEP_SECONDS) == [1, 2]


def test_what_becomes_due_is_found_by_the_next_sweep(box: Box) -> None:
    box.say(after=0.5)
    poller = box.poller()
    assert looked(poller, 0.0) == []
    box.clock.forward(seconds=1)
    assert looked(poller, 0.6) == []
    assert looked(poller, SWEEP_SECONDS) == [1]


def test_with_much_in_memory_everything_is_looked_at_less_often(box: Box) -> None:
    box.say()
    poller = box.poller()
    assert looked(poller, 0.0, BUSY_ROWS) == [1]
    box.say()
    assert looked(poller, SWEEP_SECONDS, BUSY_ROWS) == [2]
    assert looked(poller, BUSY_SWEEP_SECONDS, BUSY_ROWS) == [1, 2]


def test_given_back_it_finds_nothing_any_more(box: Box) -> None:
    box.say()
    poller = box.poller()
    poller.look(0.0, 0)
    poller.give_back()
    assert looked(poller, 60.0) == []
    assert poller.mine == set()


def test_while_the_database_is_away_nothing_is_ours(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> None:
        raise OperationalError("x", None, Exception("away"))

    box.say()
    poller = box.poller()
    poller.look(0.0, 0)
    with monkeypatch.context() as patch:
        patch.setattr("bot.outbound.poller.ChannelLease.acquire", away)
        with pytest.raises(OperationalError):
            poller.look(SWEEP_SECONDS, 0)
    assert poller.mine == set()
    assert looked(poller, SWEEP_SECONDS + 0.1) == [1]  # and at once when it is back


def test_of_two_replicas_one_delivers_and_the_other_follows_at_once(
    shared: Box, replica: Database
) -> None:
    shared.say()
    first, second = shared.poller(), shared.poller(replica)
    assert looked(first, 0.0) == [1]
    assert (looked(second, 0.0), second.mine) == ([], set())
    first.give_back()
    assert looked(second, SWEEP_SECONDS) == [1]


def test_a_row_that_shows_after_a_higher_one_is_found_at_once(shared: Box) -> None:
    """Two transactions overlap: the one that began first commits last."""
    poller = shared.poller()
    poller.look(0.0, 0)
    with shared.database.write() as slow:
        shared.queue(slow, 1)
        write_queued(slow)
        shared.say(2)
        assert looked(poller, 0.1) == [2]
    assert looked(poller, 0.2) == [1, 2]
