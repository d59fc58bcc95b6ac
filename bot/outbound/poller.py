"""Look for rows of the outbox that are to be sent, and for which channels it is ours to send them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.outbox.due import Found, find_due, find_new, last_id
from storage.outbox.lease import ChannelLease

SWEEP = 1.0  # seconds between two looks at everything: rows become due, and other processes queue
BUSY_SWEEP = 30.0  # the same while much waits in memory anyway
MUCH = 1000  # rows in memory
ROOM = 50_000  # rows read at most
LATE = 500  # ids that PostgreSQL may show after higher ones, when transactions overlap


class OutboxPoller:
    """Finds rows; `mine` are the channels that this process delivers for. It blocks: call it in
    worker threads.
    """

    def __init__(
        self, database: Database, channels: Collection[str], clock: Callable[[], datetime]
    ) -> None:
        self.mine: set[str] = set()
        self._database = database
        self._channels = channels
        self._clock = clock
        self._lease = ChannelLease(database)
        self._late = 0 if database.is_sqlite else LATE
        self._highest = 0  # the highest id that was read
        self._checked = self._swept = -BUSY_SWEEP
        self._one = threading.Lock()  # a look may still be under way when the program ends
        self._is_over = False

    def look(self, now: float, in_memory: int) -> list[Found]:
        """Return rows that are to be sent, in order, some of which were returned before; raises
        DatabaseAway, SQLAlchemyError.
        """
        with self._one:
            return [] if self._is_over else self._look(now, in_memory)

    def give_back(self) -> None:
        """Let another replica deliver; nothing is found from now on."""
        with self._one:
            self._is_over = True
            self.mine = set()
            self._lease.release()

    def _look(self, now: float, in_memory: int) -> list[Found]:
        if now - self._checked >= SWEEP:
            self._take_turns()
            self._checked = now
        with self._database.read() as session:
            last = last_id(session)
            if now - self._swept >= (SWEEP if in_memory < MUCH else BUSY_SWEEP):
                found = find_due(session, self.mine, self._clock(), ROOM)
                self._swept = now
            elif last > self._highest or self._late:
                found = find_new(
                    session, self.mine, self._clock(), max(0, self._highest - self._late), last
                )
            else:
                found = []
        self._highest = last
        return found

    def _take_turns(self) -> None:
        try:
            mine = self._lease.acquire(self._channels)
        except SQLAlchemyError:
            self.mine = set()
            raise
        if mine - self.mine:
            self._swept = -BUSY_SWEEP
        self.mine = mine
