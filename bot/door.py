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
from sqlalchemy import ColumnElement, func, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, SQLModel, col, select

from bot.channels.port import Incoming
from bot.turns import Turns
from casework.desk import Bureau, Desk
from casework.people import actor_of
from locales import LANGUAGES, _
from storage.database import Database, DatabaseAway
from storage.outbox import Notice
from storage.outbox import queue as queue_notice
from storage.tables import Chat, Failure, Person, Received

log = structlog.get_logger()

MOST_AT_ONCE = 64  # messages that share one commit
MINUTE = timedelta(minutes=1)


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
                for incoming in batch:
                    self._take_one(session, incoming)
        except (DatabaseAway, DBAPIError) as error:
            self.tally.unrecorded += len(batch)
            log.error("not recorded", messages=len(batch), error=str(error))
            raise NotRecorded(str(error)) from error
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

    def _take_one(self, session: Session, incoming: Incoming) -> None:
        now = self.clock()
        if not _record_delivery(session, incoming, now):
            self.tally.repeated += 1
            return
        try:
            with session.begin_nested():
                self._answer(session, incoming, now)
            self.tally.taken += 1
        except OperationalError:
            raise  # the database's trouble, not the message's: nothing is recorded and the platform sends it again
        except Exception as error:
            self.tally.failed += 1
            log.exception("a message failed", channel=incoming.channel, key=incoming.key)
            self._apologise(session, incoming, now, error)

    def _answer(self, session: Session, incoming: Incoming, now: datetime) -> None:
        chat = _chat_of(session, incoming, now)
        desk = Desk(session, now, self.bureau)
        if not self._within_limit(desk, chat):
            self.tally.flooded += 1
            return
        desk.actor = actor_of(desk, chat)
        self.turns.take(desk, chat, incoming.input)

    def _within_limit(self, desk: Desk, chat: Chat) -> bool:
        """Count the messages of the minute; the first one over the limit is told so, the rest are left in silence."""
        if desk.now - chat.window_at >= MINUTE:
            chat.window_at, chat.window_count = desk.now, 0
        chat.window_count += 1
        chat.seen_at, chat.gone = desk.now, False
        desk.session.add(chat)
        if chat.window_count == self.per_minute + 1:
            told = _("Too many messages within a minute. What you sent just now was left out; please go on in a minute.")
            queue_notice(desk.session, chat.id or 0, Notice(told), desk.now)
        return chat.window_count <= self.per_minute

    def _apologise(self, session: Session, incoming: Incoming, now: datetime, error: Exception) -> None:
        """Keep the failure for `check`, tell the person, and leave the conversation where it was."""
        failure = Failure(at=now, channel=incoming.channel, address=incoming.address, key=incoming.key, error=repr(error)[:2000])
        session.add(failure)
        chat = _chat_of(session, incoming, now)
        told = _("Something went wrong on our side; it is recorded. What you had begun is kept. Please try again, or tap Menu.")
        ways_out = (("go:menu", _("Menu")), ("go:cancel", _("Cancel")))  # where the question itself fails, only dropping it helps
        queue_notice(session, chat.id or 0, Notice(told, ways_out), now)


def _record_delivery(session: Session, incoming: Incoming, now: datetime) -> bool:
    """Record the platform's id of the message; False when it was taken before."""
    row = {"channel": incoming.channel, "key": incoming.key, "at": now}
    return session.execute(_insert(session, Received).on_conflict_do_nothing().returning(text("1")), row).first() is not None


def _insert(session: Session, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def _called(user: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the condition for the active person of a WeCom UserID; WeCom makes no difference of case."""
    return func.lower(col(Person.wecom_user)) == user.lower(), col(Person.active).is_(True)


def _chat_of(session: Session, incoming: Incoming, now: datetime) -> Chat:
    """Return the chat's row, locked; a WeCom account that the roster names is bound to its person at once."""
    mine = select(Chat).where(Chat.channel == incoming.channel, Chat.address == incoming.address).with_for_update()
    mine = mine.execution_options(populate_existing=True)
    chat = session.exec(mine).first()
    if chat is None:
        row = {
            "channel": incoming.channel, "address": incoming.address, "seen_at": now, "window_at": now, "state": {},
            "window_count": 0, "gone": False, "language": incoming.language if incoming.language in LANGUAGES else None,
        }  # fmt: skip
        session.execute(_insert(session, Chat).on_conflict_do_nothing(), row)  # two first messages may meet
        chat = session.exec(mine).one()
    if chat.person_id is None and incoming.channel == "wecom":
        person = session.exec(select(Person).where(*_called(incoming.address))).first()
        chat.person_id = person.id if person else None
    session.add(chat)
    session.flush()
    return chat
