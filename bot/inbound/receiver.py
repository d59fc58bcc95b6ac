"""Receives messages: each is recorded, answered and its replies queued in one transaction."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import structlog
from sqlalchemy.exc import DBAPIError

from bot.channels.base import Incoming
from bot.inbound.dispatcher import Dispatcher
from bot.inbound.transaction import InboundTransaction, RetryWithSavepoints, Tally
from casework.desk import Bureau
from storage.database import Database, DatabaseAway

log = structlog.get_logger()

MAX_MESSAGES_A_COMMIT = 64

Waiting: TypeAlias = tuple[Incoming, asyncio.Future[None]]


class NotRecorded(Exception):
    """The message could not be recorded: unacknowledged, the platform sends it again."""


@dataclass
class InboundReceiver:
    """Handles messages in order and commits what waits together; on PostgreSQL several at once."""

    database: Database
    dispatcher: Dispatcher
    bureau: Bureau
    clock: Callable[[], datetime]
    per_minute: int = 30
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    _waiting: queue.SimpleQueue[Waiting | None] = field(default_factory=queue.SimpleQueue)
    _threads: list[threading.Thread] = field(default_factory=list)

    def open(self) -> None:
        """Start the worker threads: one on SQLite, as many as write on PostgreSQL."""
        for number in range(self.database.writers):
            thread = threading.Thread(target=self._work, name=f"inbound-{number}", daemon=True)
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

    def handle(self, messages: Sequence[Incoming]) -> None:
        """Handle messages in one transaction; raises NotRecorded when nothing was committed."""
        try:
            done = self._handle_together(messages)
        except (DatabaseAway, DBAPIError) as error:
            self.tally.unrecorded += len(messages)
            reason = str(_first_cause(error))
            log.error("not recorded", messages=len(messages), error=reason)
            raise NotRecorded(reason) from error
        self.tally.add(done)
        for wake in self.after_commit:
            wake()

    def _handle_together(self, messages: Sequence[Incoming]) -> Tally:
        """Handle them all; where one is to be undone, all anew with savepoints."""
        try:
            return self._run_transaction(messages, use_savepoints=False)
        except RetryWithSavepoints:
            return self._run_transaction(messages, use_savepoints=True)

    def _run_transaction(self, messages: Sequence[Incoming], *, use_savepoints: bool) -> Tally:
        with self.database.write() as session:
            transaction = InboundTransaction(
                session,
                self.dispatcher,
                self.bureau,
                self.clock(),
                self.per_minute,
                use_savepoints=use_savepoints,
            )
            transaction.run(messages)
        return transaction.tally

    def _work(self) -> None:
        first = self._waiting.get()
        while first is not None:
            self._settle([first, *self._more_waiting()])
            first = self._waiting.get()

    def _more_waiting(self) -> Iterator[Waiting]:
        """Yield what waits too and may share the commit; several writers take one each."""
        if self.database.writers > 1:
            return
        for _place in range(1, MAX_MESSAGES_A_COMMIT):
            try:
                following = self._waiting.get_nowait()
            except queue.Empty:
                return
            if following is None:  # the end: seen once more by the thread
                self._waiting.put(None)
                return
            yield following

    def _settle(self, batch: list[Waiting]) -> None:
        failure: NotRecorded | None = None
        try:
            self._handle_with_retry([incoming for incoming, _done in batch])
        except BaseException as error:  # noqa: BLE001  # whatever it is, those who wait must hear of it
            failure = error if isinstance(error, NotRecorded) else NotRecorded(repr(error))
        for loop in {done.get_loop() for _incoming, done in batch}:
            waiting = [done for _incoming, done in batch if done.get_loop() is loop]
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_tell, waiting, failure)

    def _handle_with_retry(self, messages: list[Incoming]) -> None:
        """PostgreSQL may refuse one of two that met (a deadlock): the second time goes through."""
        tries = 1 if self.database.is_sqlite else 3
        for left in reversed(range(tries)):
            try:
                self.handle(messages)
                return
            except NotRecorded:
                if not left:
                    raise


def _tell(waiting: list[asyncio.Future[None]], failure: NotRecorded | None) -> None:
    for done in waiting:
        if done.done():  # nobody waits any more
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
