"""Messages that came in together, handled in one transaction, with reads and writes shared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.channels.base import Incoming
from bot.inbound.dispatcher import Dispatcher
from bot.inbound.rate_limit import MINUTE, count_in, has_too_many_waiting, leave_out
from casework.desk import Bureau, Desk
from casework.people.accounts import Known, actor_of, look_up
from casework.people.bindings import bind_by_account
from locales import LANGUAGES, Button, _
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue as queue_notice
from storage.outbox.transaction import write_queued
from storage.queries.chats import (
    Address,
    Standing,
    find_chats,
    keep_chats,
    let_go,
    look_again,
    look_at_pictures,
    mark_gone,
    record_deliveries,
)
from storage.tables import Failure
from storage.write_buffer import flush_writes
from talk.state import State

log = structlog.get_logger()

# Telegram keeps messages that long; a clock that differs by more is not believed
MAX_OUTAGE = timedelta(days=1)
MAX_ERROR_LENGTH = 2000


class RetryWithSavepoints(Exception):
    """A message failed or its command was refused, and there was no savepoint to go back to."""


@dataclass
class Tally:
    """What came in since the start."""

    taken: int = 0
    repeated: int = 0
    flooded: int = 0
    failed: int = 0
    unrecorded: int = 0
    commits: int = 0

    def add(self, other: Tally) -> None:
        """Add what a transaction counted."""
        for counter in fields(self):
            total = getattr(self, counter.name) + getattr(other, counter.name)
            setattr(self, counter.name, total)


class InboundTransaction:
    """One transaction over messages that came in together.

    With `use_savepoints` each message can be undone; without, RetryWithSavepoints is raised when
    one has to be.
    """

    def __init__(
        self,
        session: Session,
        dispatcher: Dispatcher,
        bureau: Bureau,
        now: datetime,
        per_minute: int,
        *,
        use_savepoints: bool,
    ) -> None:
        self.tally = Tally(commits=1)
        self._session = session
        self._dispatcher = dispatcher
        self._bureau = bureau
        self._now = now
        self._per_minute = per_minute
        self._use_savepoints = use_savepoints
        self._people: dict[int, Known | None] = {}
        self._chats: dict[Address, Standing] = {}
        self._changed: dict[int, Standing] = {}  # by id: those that are to be kept at the end
        self._pictures: dict[int, datetime | None] = {}  # see Desk
        self._not_taken: set[int] = set()  # pictures
        self._let_go_of: set[int] = set()  # pictures

    def run(self, messages: Sequence[Incoming]) -> None:
        """Handle the messages in order; those that were recorded before are passed over."""
        deliveries = [(message.channel, message.key) for message in messages]
        fresh = record_deliveries(self._session, deliveries, self._now, self._bureau.secret)
        self._chats = find_chats(self._session, _languages(messages, fresh), self._now)
        owners = {chat.person_id for chat in self._chats.values()}
        self._people = look_up(self._session, {owner for owner in owners if owner is not None})
        self._look_at_pictures()
        for message in messages:
            if (message.channel, message.key) not in fresh:
                self.tally.repeated += 1
                continue
            fresh.remove((message.channel, message.key))
            self._handle(self._chats[message.channel, message.address], message)
        self._finish()

    def _look_at_pictures(self) -> None:
        """See at once what became of the pictures that the conversations hold."""
        holders = {
            picture_id: chat.id
            for chat in self._chats.values()
            for picture_id in State.from_json(chat.state).pictures()
        }
        for picture in look_at_pictures(self._session, holders):
            if picture.was_not_taken:
                self._not_taken.add(picture.id)
            is_usable = picture.is_usable_in(holders[picture.id])
            self._pictures[picture.id] = picture.received_at if is_usable else None

    def _handle(self, chat: Standing, incoming: Incoming) -> None:
        """Answer one message; where it fails, record that and tell the person."""
        before = replace(chat) if self._use_savepoints else chat
        desk = self._desk_for(incoming)
        try:
            if self._use_savepoints:
                with self._session.begin_nested():
                    self._answer(desk, chat, incoming)
            else:
                self._answer(desk, chat, incoming)
            self.tally.taken += 1
            self._release(desk.unbound - desk.joined, chat)
        except OperationalError:
            # the database's trouble, not the message's: nothing is recorded and the platform sends
            # it again
            raise
        except Exception as error:
            if not self._use_savepoints:
                raise RetryWithSavepoints from error
            self.tally.failed += 1
            log.exception("a message failed", channel=incoming.channel)
            # what was thought of the chat is rolled back as well
            self._chats[incoming.channel, incoming.address] = before
            self._changed, self._let_go_of = {}, set()
            _apologise(desk, chat, incoming, error)

    def _desk_for(self, incoming: Incoming) -> Desk:
        desk = Desk(
            self._session,
            self._now,
            self._bureau,
            sent_at=self._said_at(incoming),
            use_savepoints=self._use_savepoints,
        )
        if not self._use_savepoints:  # with savepoints what one message filed may be undone
            desk.pictures = self._pictures
        return desk

    def _answer(self, desk: Desk, chat: Standing, incoming: Incoming) -> None:
        """Count the message within its minute and dispatch it, or leave it out."""
        now, was_seen = self._now, chat.seen_at
        is_within_limit = count_in(chat, incoming.input, desk.sent_at or now, self._per_minute)
        chat.seen_at = now
        if chat.gone:
            mark_gone(self._session, chat, gone=False)
        if now - was_seen >= MINUTE:  # before anybody is looked for in the chat used last
            keep_chats(self._session, [chat])
        if is_within_limit and not has_too_many_waiting(self._session, chat, incoming.input):
            self._dispatch(desk, chat, incoming)
        else:
            self.tally.flooded += 1
            leave_out(self._session, chat, incoming.input, now)
        self._changed[chat.id] = chat
        if self._use_savepoints:
            self._write()

    def _dispatch(self, desk: Desk, chat: Standing, incoming: Incoming) -> None:
        desk.actor = actor_of(desk, chat, self._people)
        has_accounts = self._bureau.channel(incoming.channel).accounts is not None
        if desk.actor.person_id is None and has_accounts and bind_by_account(desk, chat):
            desk.actor = actor_of(desk, chat, self._people)
        self._let_go_of |= self._dispatcher.dispatch(desk, chat, incoming.input, self._not_taken)
        if chat.id in desk.joined:
            look_again(self._session, chat)

    def _said_at(self, incoming: Incoming) -> datetime:
        """Return when it was sent, where that can be believed.

        After an outage a platform hands over in a second what was said in an hour.
        """
        sent_at = incoming.sent_at
        if sent_at is None or not self._now - MAX_OUTAGE <= sent_at <= self._now:
            return self._now
        return sent_at

    def _release(self, unbound: Collection[int], writing: Standing) -> None:
        """Take over that chats are nobody's any more and hold no draft.

        The state of the one that writes is known already.
        """
        if not unbound:
            return
        for chat in self._chats.values():
            if chat.id in unbound:
                chat.person_id = None
                if chat is not writing:
                    chat.drop_conversations()
                self._changed[chat.id] = chat

    def _finish(self) -> None:
        """Write what has waited; where that fails, savepoints show which message it was."""
        try:
            self._write()
        except OperationalError:
            raise
        except Exception as error:
            if self._use_savepoints:
                raise
            raise RetryWithSavepoints from error

    def _write(self) -> None:
        """Write where the chats stand, which pictures nobody holds, and what else has waited."""
        keep_chats(self._session, self._changed.values())
        if self._let_go_of:
            let_go(self._session, self._let_go_of)
        self._changed, self._let_go_of = {}, set()
        flush_writes(self._session)
        write_queued(self._session)


def _languages(
    messages: Sequence[Incoming], fresh: Collection[tuple[str, str]]
) -> dict[Address, str | None]:
    """Return the language of each chat with a fresh message, as the platform knows it."""
    languages: dict[Address, str | None] = {}
    for message in messages:
        if (message.channel, message.key) in fresh:
            known = message.language if message.language in LANGUAGES else None
            languages[message.channel, message.address] = known
    return languages


def _apologise(desk: Desk, chat: Standing, incoming: Incoming, error: Exception) -> None:
    """Keep the failure for `check`, tell the person, and leave the conversation where it was."""
    failure = Failure(
        at=desk.now,
        channel=incoming.channel,
        # enough to tell one from another, and not whose it is
        address=desk.bureau.keyed_hash(incoming.address)[:16],
        key=desk.bureau.keyed_hash(incoming.key)[:16],
        error=repr(error)[:MAX_ERROR_LENGTH],
    )
    desk.session.add(failure)
    told = _(
        "Something went wrong on our side; it is recorded. What you had begun is kept. "
        "Please try again, or tap Menu."
    )
    # where the question itself fails, only dropping it helps
    ways_out = (Button(_("Menu"), "menu"), Button(_("Cancel"), "cancel"))
    notice = Notice(told, ways_out, kind=MessageKind.REPLY)
    queue_notice(desk.session, chat.id, notice, desk.now)
