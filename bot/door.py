"""The door: a message comes in, and in one transaction it is recorded, answered and its replies are on their way."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, col, select

from bot.channels.port import Incoming
from bot.turns import Turns
from casework.desk import Bureau, Desk
from casework.people import actor_of
from locales import LANGUAGES, _
from storage.chats import find_chats, keep_chat, record_deliveries
from storage.database import Database, DatabaseAway
from storage.outbox import Notice
from storage.outbox import queue as queue_notice
from storage.tables import Chat, Failure, Person

log = structlog.get_logger()

MOST_AT_ONCE = 64  # messages that share one commit
MINUTE = timedelta(minutes=1)
TOO_MANY = _("Too many messages within a minute. What you sent just now was left out; please go on in a minute.")


class NotRecorded(Exception):
    """The message could not be recorded: it must not be acknowledged, so that the platform sends it again."""


@dataclass
class Tally:
    """What went through the door since the start."""

    taken: int = 0
    repeated: int = 0
    flooded: int = 0
    failed: int = 0
    unrecorded: int = 0
    commits: int = 0


@dataclass
class Door:
    """Takes messages one by one in savepoints and commits what waits together (group commit); on PostgreSQL several at once."""

    database: Database
    turns: Turns
    bureau: Bureau
    clock: Callable[[], datetime]
    per_minute: int = 30
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    _waiting: queue.SimpleQueue[tuple[Incoming, Future[None]] | None] = field(default_factory=queue.SimpleQueue)
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
        done: Future[None] = Future()
        self._waiting.put((incoming, done))
        await asyncio.wrap_future(done)

    def take(self, batch: Sequence[Incoming]) -> None:
        """Take messages in one transaction, in order; raises NotRecorded when nothing was committed."""
        try:
            with self.database.write() as session:
                self._take_all(session, batch)
        except (DatabaseAway, DBAPIError) as error:
            self.tally.unrecorded += len(batch)
            reason = str(_first_cause(error))
            log.error("not recorded", messages=len(batch), error=reason)
            raise NotRecorded(reason) from error
        self.tally.commits += 1
        for each in self.after_commit:
            each()

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

    def _settle(self, batch: list[tuple[Incoming, Future[None]]]) -> None:
        try:
            self._take_with_retry([incoming for incoming, _done in batch])
        except BaseException as error:  # whatever it is, those who wait must hear of it
            for _incoming, done in batch:
                done.set_exception(error if isinstance(error, NotRecorded) else NotRecorded(repr(error)))
        else:
            for _incoming, done in batch:
                done.set_result(None)

    def _take_with_retry(self, batch: list[Incoming]) -> None:
        """PostgreSQL may refuse one of two that met (a deadlock): the second time goes through."""
        tries = 1 if self.database.is_sqlite else 3
        for left in reversed(range(tries)):
            try:
                return self.take(batch)
            except NotRecorded:
                if not left:
                    raise

    def _take_all(self, session: Session, batch: Sequence[Incoming]) -> None:
        """Take messages in order; what all of them need is read and written for all at once."""
        now = self.clock()
        fresh = record_deliveries(session, [(each.channel, each.key) for each in batch], now)
        addresses = [(each.channel, each.address) for each in batch if (each.channel, each.key) in fresh]
        languages = {(each.channel, each.address): each.language if each.language in LANGUAGES else None for each in batch}
        chats = find_chats(session, addresses, languages=languages, now=now) if addresses else {}
        for incoming in batch:
            if (incoming.channel, incoming.key) not in fresh:
                self.tally.repeated += 1
                continue
            fresh.remove((incoming.channel, incoming.key))
            self._take_one(Desk(session, now, self.bureau), chats[incoming.channel, incoming.address], incoming)

    def _take_one(self, desk: Desk, chat: Chat, incoming: Incoming) -> None:
        try:
            with desk.session.begin_nested():
                self._answer(desk, chat, incoming)
            self.tally.taken += 1
        except OperationalError:
            raise  # the database's trouble, not the message's: nothing is recorded and the platform sends it again
        except Exception as error:
            self.tally.failed += 1
            log.exception("a message failed", channel=incoming.channel, key=incoming.key)
            desk.session.expire(chat)  # what was thought of it is rolled back as well
            _apologise(desk, chat, incoming, error)

    def _answer(self, desk: Desk, chat: Chat, incoming: Incoming) -> None:
        """Count the message within its minute and take it; the first over the limit is told so, the rest are left in silence."""
        now, opened, count = desk.now, chat.window_at, chat.window_count + 1
        if now - opened >= MINUTE:
            opened, count = now, 1
        if chat.gone:
            chat.gone = False
        if now - chat.seen_at >= MINUTE:  # before anybody is looked for in the chat used last
            keep_chat(desk.session, chat, state=chat.state, seen_at=now, window_at=opened, window_count=count)
        if chat.person_id is None and incoming.channel == "wecom":
            _bind(desk.session, chat)
        if count <= self.per_minute:
            desk.actor = actor_of(desk, chat)
            state = self.turns.take(desk, chat, incoming.input)
        else:
            self.tally.flooded += 1
            state = chat.state
        if count == self.per_minute + 1:
            queue_notice(desk.session, chat.id or 0, Notice(TOO_MANY), now)
        keep_chat(desk.session, chat, state=state, seen_at=now, window_at=opened, window_count=count)


def _first_cause(error: BaseException) -> BaseException:
    """Return what went wrong first: a full SQLite drops its savepoints, and their loss would hide the reason."""
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return error


def _bind(session: Session, chat: Chat) -> None:
    """Bind a WeCom account that the roster names; WeCom makes no difference of case."""
    named = func.lower(col(Person.wecom_user)) == chat.address.lower()
    person = session.exec(select(Person).where(named, col(Person.active).is_(True))).first()
    if person is not None:
        chat.person_id = person.id
        session.add(chat)


def _apologise(desk: Desk, chat: Chat, incoming: Incoming, error: Exception) -> None:
    """Keep the failure for `check`, tell the person, and leave the conversation where it was."""
    failure = Failure(at=desk.now, channel=incoming.channel, address=incoming.address, key=incoming.key, error=repr(error)[:2000])
    desk.session.add(failure)
    told = _("Something went wrong on our side; it is recorded. What you had begun is kept. Please try again, or tap Menu.")
    ways_out = (("go:menu", _("Menu")), ("go:cancel", _("Cancel")))  # where the question itself fails, only dropping it helps
    queue_notice(desk.session, chat.id or 0, Notice(told, ways_out), desk.now)
