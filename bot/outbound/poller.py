"""Find the rows of the outbox that are to be sent, on the channels that are ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.outbox.due import Found, find_due, find_new, last_id
from storage.outbox.lease import ChannelLease

SWEEP_SECONDS = 1.0  # between two looks at everything: other processes queue as well
BUSY_SWEEP_SECONDS = 30.0  # the same while much waits in memory anyway
BUSY_ROWS = 1000  # in memory
MAX_ROWS_READ = 50_000
MAX_LATE_IDS = 500  # ids that PostgreSQL may show after higher ones, when transactions overlap


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
        self._late = 0 if database.is_sqlite else MAX_LATE_IDS
        self._highest = 0  # the highest id that was read
        self._checked = self._swept = -BUSY_SWEEP_SECONDS
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
        if now - self._checked >= SWEEP_SECONDS:
            self._take_turns()
            self._checked = now
        pause = SWEEP_SECONDS if in_memory < BUSY_ROWS else BUSY_SWEEP_SECONDS
        with self._database.read() as session:
            last = last_id(session)
            if now - self._swept >= pause:
                found = find_due(session, self.mine, self._clock(), MAX_ROWS_READ)
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
            self._swept = -BUSY_SWEEP_SECONDS
        self.mine = mine
