"""Mark what became of sent rows: many in one transaction, and not forgotten while the database is
away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, DatabaseAway
from storage.outbox.outcomes import Outcome, settle

log = structlog.get_logger()

GATHER = 0.02  # seconds for which marks are gathered: on SQLite each transaction costs an fsync
AWAY = (DatabaseAway, SQLAlchemyError)


class OutcomeWriter:
    """Outcomes on their way into the database; `marked` is called for each that is there."""

    def __init__(self, database: Database, marked: Callable[[Outcome], None]) -> None:
        self._database = database
        self._marked = marked
        self._outcomes: dict[
            int, Outcome
        ] = {}  # by row: a later outcome takes the place of an earlier one
        self._bell = asyncio.Event()

    def __len__(self) -> int:
        return len(self._outcomes)

    def add(self, outcome: Outcome) -> None:
        """Have the outcome marked."""
        self._outcomes[outcome.id] = outcome
        self._bell.set()

    async def run(self) -> None:
        """Mark until cancelled."""
        faults = 0
        while True:
            await self._bell.wait()
            await asyncio.sleep(min(0.2 * 2**faults, 10) if faults else GATHER)
            self._bell.clear()
            faults = 0 if await self.flush() else faults + 1

    async def flush(self) -> bool:
        """Mark all there is; False when the database is away."""
        batch = list(self._outcomes.values())
        try:
            await asyncio.to_thread(self._write, batch)
        except AWAY as error:
            log.warning("delivery.not_marked", rows=len(batch), error=str(error))
            self._bell.set()
            return False
        for each in batch:
            if self._outcomes.get(each.id) is each:
                del self._outcomes[each.id]
                self._marked(each)
        return True

    def _write(self, outcomes: list[Outcome]) -> None:
        with self._database.write() as session:
            settle(session, outcomes)
