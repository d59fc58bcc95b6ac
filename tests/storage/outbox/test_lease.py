"""Of two replicas one delivers for a channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database import Database, open_database
from storage.outbox.lease import ChannelLease
from tests.databases import SECRET


@pytest.fixture
def replica(postgresql_url: str) -> Iterator[Database]:
    """The same database, opened by another process."""
    database = open_database(postgresql_url, SECRET)
    yield database
    database.close()


def test_two_replicas_take_turns_by_channel(
    postgresql_database: Database, replica: Database
) -> None:
    first, second = ChannelLease(postgresql_database), ChannelLease(replica)
    assert first.acquire(["a", "b"]) == {"a", "b"}
    assert second.acquire(["a", "b", "c"]) == {"c"}
    first.release()
    assert second.acquire(["a", "b", "c"]) == {"a", "b", "c"}
    second.release()


def test_on_sqlite_the_one_process_has_every_channel(sqlite_database: Database) -> None:
    lease = ChannelLease(sqlite_database)
    assert lease.acquire(["a", "b"]) == {"a", "b"}
    lease.release()
