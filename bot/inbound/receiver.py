"""The door: a message comes in, and in one transaction it is recorded, answered and its replies are
on their way.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.channels.base import Incoming
from bot.inbound.dispatcher import Turns
from bot.inbound.transaction import Batch, Stumbled, Tally
from casework.desk import Bureau
from storage.database import Database, DatabaseAway

log = structlog.get_logger()

MOST_AT_ONCE = 64  # messages that share one commit


class NotRecorded(Exception):
    """The message could not be recorded: it must not be acknowledged, so that the platform sends it
    again.
    """


@dataclass
class InboundReceiver:
    """Takes messages one by one and commits what waits together (group commit); on PostgreSQL
    several at once.
    """

    database: Database
    turns: Turns
    bureau: Bureau
    clock: Callable[[], datetime]
    per_minute: int = 30
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    _waiting: queue.SimpleQueue[tuple[Incoming, asyncio.Future[None]] | None] = field(
        default_factory=queue.SimpleQueue
    )
    _threads: list[threading.Thread] = field(default_factory=list)

    def open(self) -> None:
        """Start the worker threads: one on SQLite, as many as write on PostgreSQL."""
        for number in range(self.database.writers):
            thread = threading.Thread(target=self._work, name=f"door-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Finish what waits and stop."""
        for _thread in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads.clear()

    async def receive(self, incoming: Incoming) -> None:
        """Return when the message is committed; raises NotRecorded when it is not."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.put((incoming, done))
        await done

    def take(self, batch: Sequence[Incoming]) -> None:
        """Take messages in one transaction, in order; raises NotRecorded when nothing was
        committed.
        """
        try:
            done = self._take_together(batch)
        except (DatabaseAway, DBAPIError) as error:
            self.tally.unrecorded += len(batch)
            reason = str(_first_cause(error))
            log.error("not recorded", messages=len(batch), error=reason)
            raise NotRecorded(reason) from error
        self.tally.add(done)
        for each in self.after_commit:
            each()

    def _take_together(self, batch: Sequence[Incoming]) -> Tally:
        """Take them all; where something is to be undone, take them anew with savepoints, to undo
        only that.
        """
        try:
            return self._take_once(batch, use_savepoints=False)
        except Stumbled:
            return self._take_once(batch, use_savepoints=True)

    def _take_once(self, batch: Sequence[Incoming], *, use_savepoints: bool) -> Tally:
        with self.database.write() as session:
            transaction = Batch(
                session,
                self.turns,
                self.bureau,
                self.clock(),
                self.per_minute,
                use_savepoints=use_savepoints,
            )
            transaction.take(batch)
        return transaction.tally

    def _work(self) -> None:
        most = MOST_AT_ONCE if self.database.writers == 1 else 1
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while len(batch) < most:
                try:
                    following = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._waiting.put(None)
                    break
                batch.append(following)
            self._settle(batch)

    def _settle(self, batch: list[tuple[Incoming, asyncio.Future[None]]]) -> None:
        failure: NotRecorded | None = None
        try:
            self._take_with_retry([incoming for incoming, _done in batch])
        except BaseException as error:  # noqa: BLE001  # whatever it is, those who wait must hear of it
            failure = error if isinstance(error, NotRecorded) else NotRecorded(repr(error))
        for loop in {done.get_loop() for _incoming, done in batch}:
            waiting = [done for _incoming, done in batch if done.get_loop() is loop]
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_tell, waiting, failure)

    def _take_with_retry(self, batch: list[Incoming]) -> None:
        """PostgreSQL may refuse one of two that met (a deadlock): the second time goes through."""
        tries = 1 if self.database.is_sqlite else 3
        for left in reversed(range(tries)):
            try:
                self.take(batch)
                return
            except NotRecorded:
                if not left:
                    raise


def _tell(waiting: list[asyncio.Future[None]], failure: NotRecorded | None) -> None:
    for done in waiting:
        if done.done():  # given up
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)


def _first_cause(error: BaseException) -> BaseException:
    """Return what went wrong first: a full SQLite drops its savepoints, and their loss would hide
    the reason.
    """
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return error
