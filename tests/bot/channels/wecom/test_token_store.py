"""Platform tokens in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.channels.wecom.token_store import StoredToken
from storage.database import Database

UNTIL = datetime(2026, 3, 2, 3, tzinfo=UTC)


def test_a_token_is_there_for_every_replica_until_a_newer_one_is_kept(database: Database) -> None:
    store, other = StoredToken(database, "app 1"), StoredToken(database, "app 2")
    assert store.load() is None
    store.save("first", UNTIL)
    assert StoredToken(database, "app 1").load() == ("first", UNTIL)
    assert other.load() is None
    store.save("second", UNTIL + timedelta(hours=2))
    assert store.load() == ("second", UNTIL + timedelta(hours=2))
