"""Mark what became of sent rows, many in one transaction, also once the database is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, DatabaseAway
from storage.outbox.outcomes import Outcome, settle

log = structlog.get_logger()

GATHER_SECONDS = 0.02  # on SQLite each transaction costs an fsync
DATABASE_AWAY = (DatabaseAway, SQLAlchemyError)


def pause_after(faults: int) -> float:
    """Return the seconds to wait for a database that was away so many times in a row."""
    return min(0.2 * 2.0**faults, 10.0)


class OutcomeWriter:
    """Outcomes on their way into the database; `marked` is called for each that is there."""

    def __init__(self, database: Database, marked: Callable[[Outcome], None]) -> None:
        self._database = database
        self._marked = marked
        # By row: a later outcome takes the place of an earlier one.
        self._outcomes: dict[int, Outcome] = {}
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
            await asyncio.sleep(pause_after(faults) if faults else GATHER_SECONDS)
            self._bell.clear()
            is_marked = await self.flush()
            faults = 0 if is_marked else faults + 1

    async def flush(self) -> bool:
        """Mark all there is; False when the database is away."""
        batch = list(self._outcomes.values())
        try:
            await asyncio.to_thread(self._write, batch)
        except DATABASE_AWAY as error:
            log.warning("delivery.not_marked", rows=len(batch), error=str(error))
            self._bell.set()
            return False
        for outcome in batch:
            if self._outcomes.get(outcome.id) is outcome:
                del self._outcomes[outcome.id]
                self._marked(outcome)
        return True

    def _write(self, outcomes: list[Outcome]) -> None:
        with self._database.write() as session:
            settle(session, outcomes)
