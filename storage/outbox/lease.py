"""Which process delivers for a channel."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from zlib import crc32

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database

DELIVERY_LOCK = 0x4D44  # the first half of the advisory locks' keys
_ACQUIRE = text("SELECT pg_try_advisory_lock(:room, :channel)")
_RELEASE = text("SELECT pg_advisory_unlock_all()")


class ChannelLease:
    """The channels this process delivers for: on PostgreSQL by an advisory lock each.

    A platform counts all that is sent for one account, so two deliverers would overrun its limits
    and mix up the order within a chat. The lock ends with its connection, so a replica that dies is
    followed by another within one sweep.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._held: set[str] = set()

    def acquire(self, channels: Iterable[str]) -> set[str]:
        """Return those of the channels that are ours now.

        Raises SQLAlchemyError when the database is away: then none are.
        """
        if self._database.is_sqlite:
            return set(channels)
        try:
            if self._connection is None:
                self._connection = self._database.writer.connect().execution_options(
                    isolation_level="AUTOCOMMIT"
                )
            self._connection.execute(text("SELECT 1"))
            for name in channels:
                if (
                    name not in self._held
                    and self._connection.execute(_ACQUIRE, _key(name)).scalar_one()
                ):
                    self._held.add(name)
        except SQLAlchemyError:
            self.release()
            raise
        return set(self._held)

    def release(self) -> None:
        """Let another replica deliver."""
        connection, self._connection, self._held = self._connection, None, set()
        if connection is not None:
            with suppress(SQLAlchemyError):  # without a connection there are no locks either
                # the server sees a closed connection only a while later
                connection.execute(_RELEASE)
            # closed rather than pooled: a pooled connection might go on holding the locks
            connection.invalidate()
            connection.close()


def _key(channel: str) -> dict[str, int]:
    return {"room": DELIVERY_LOCK, "channel": crc32(channel.encode()) & 0x7FFFFFFF}
