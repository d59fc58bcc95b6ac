"""The receiver: recorded, answered and committed together, or not at all; nothing said is lost and
nothing is done twice.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.channels.base import Incoming
from bot.inbound.dispatcher import Dispatcher
from bot.inbound.receiver import InboundReceiver, NotRecorded
from handlers.registry import CONVERSATIONS
from rules.permissions import Role
from storage.database import Database
from storage.tables import Chat, Failure, OutboxRow, Received
from talk import input as sent
from tests.bot.inbound.kit import count_rows, message, news
from tests.town import BUREAU, Town


def test_group_commit_takes_what_waits_together(sqlite_database: Database) -> None:
    town = Town(sqlite_database)
    woken = []
    receiver = InboundReceiver(
        sqlite_database,
        Dispatcher(CONVERSATIONS),
        BUREAU,
        town.clock,
        after_commit=[lambda: woken.append(True)],
    )

    async def all_at_once() -> None:
        waiting = [
            asyncio.ensure_future(receiver.receive(message(f"p{each}", "menu", f"k{each}")))
            for each in range(40)
        ]
        await asyncio.sleep(0)  # everything waits before anybody works
        receiver.open()
        await asyncio.gather(*waiting)
        receiver.close()

    asyncio.run(all_at_once())
    assert (receiver.tally.taken, receiver.tally.commits, len(woken)) == (40, 1, 1)
    assert count_rows(sqlite_database, Chat) == 40


async def test_many_at_once_each_is_answered_once(database: Database) -> None:
    town = Town(database)
    town.receiver.open()
    messages = [message(f"p{each % 10}", "menu", f"k{each}") for each in range(60)] * 2
    await asyncio.gather(*map(town.receiver.receive, messages))
    town.receiver.close()
    assert (
        town.receiver.tally.taken,
        town.receiver.tally.repeated,
        town.receiver.tally.failed,
    ) == (60, 60, 0)
    assert (
        count_rows(database, Received),
        count_rows(database, OutboxRow),
        count_rows(database, Chat),
    ) == (
        60,
        60,
        10,
    )


def _nothing_done(town: Town, chats: int) -> None:
    assert (
        count_rows(town.database, Received),
        count_rows(town.database, OutboxRow),
        count_rows(town.database, Chat),
    ) == (0, 0, chats)
    assert town.receiver.tally.unrecorded > 0
    assert town.receiver.tally.commits == 0


def test_sqlite_locked(sqlite_database: Database, sqlite_url: str) -> None:
    town = Town(sqlite_database)
    with sqlite_database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotRecorded, match="locked"):
        town.receiver.handle([message("a", "menu", "1"), message("b", "menu", "2")])
    other.execute("ROLLBACK")
    other.close()
    _nothing_done(town, 0)
    town.receiver.handle([message("a", "menu", "1")])  # the platform sends it again
    assert "What would you like to do?" in news(town, "a")


def test_sqlite_full(sqlite_database: Database) -> None:
    town = Town(sqlite_database)
    inspector = town.person("inspector", Role.INSPECTOR)
    with sqlite_database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    messages = [
        Incoming("web", inspector.name, f"k{each}", sent.Photo({"file": "x" * 500}), language="en")
        for each in range(80)
    ]
    with pytest.raises(NotRecorded, match="full"):
        town.receiver.handle(messages)
    _nothing_done(town, 1)
    assert inspector.evidence() == []
    with sqlite_database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    town.receiver.handle(messages)
    assert "20 photos are the most here" in news(town, "inspector")


@dataclass
class Killer:
    """Ends the backend of the transaction at its nth statement."""

    database: Database
    at: int
    seen: int = 0

    def __call__(self, connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        self.seen += 1
        if self.seen == self.at:
            pid = connection.connection.driver_connection.info.backend_pid
            with self.database.writer.execution_options(
                isolation_level="AUTOCOMMIT"
            ).connect() as other:
                other.exec_driver_sql("SELECT 1")
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


@pytest.fixture
def away(postgresql_database: Database) -> Iterator[Any]:
    """Let the database go away in the middle of a message, at the given statement."""
    killers: list[Killer] = []

    def at(statement: int) -> Killer:
        killer = Killer(postgresql_database, statement)
        event.listen(postgresql_database.writer, "before_cursor_execute", killer)
        killers.append(killer)
        return killer

    yield at
    for each in killers:
        event.remove(postgresql_database.writer, "before_cursor_execute", each)


@pytest.mark.parametrize("statement", [1, 2, 4, 6])
def test_postgresql_away(postgresql_database: Database, away: Any, statement: int) -> None:
    town = Town(postgresql_database)
    killer = away(statement)
    with pytest.raises(NotRecorded):
        town.receiver.handle([message("a", "menu", "1"), message("b", "menu", "2")])
    assert killer.seen >= statement
    _nothing_done(town, 0)
    town.receiver.handle([message("a", "menu", "1")])
    assert "What would you like to do?" in news(town, "a")
    assert count_rows(postgresql_database, Failure) == 0


async def test_the_one_who_waits_hears_that_it_is_not_recorded(
    postgresql_database: Database, away: Any
) -> None:
    town = Town(postgresql_database)
    away(3)
    town.receiver.open()
    await town.receiver.receive(message("a", "menu", "1"))  # the second try goes through
    town.receiver.close()
    assert count_rows(postgresql_database, Received) == 1


async def test_a_database_that_is_gone_is_told_to_the_platform(sqlite_database: Database) -> None:
    town = Town(sqlite_database)
    with sqlite_database.writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE received")
    town.receiver.open()
    with pytest.raises(NotRecorded):
        await town.receiver.receive(message("a", "menu", "1"))
    town.receiver.close()
    assert count_rows(sqlite_database, OutboxRow) == 0
