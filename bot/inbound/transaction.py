"""Messages that came in together, taken in one transaction: what all of them need is read and
written for all at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.channels.base import Incoming
from bot.inbound.dispatcher import Turns
from bot.inbound.rate_limit import MINUTE, count_in, leave_out
from casework.desk import Bureau, Desk
from casework.people.accounts import Known, actor_of, look_up
from casework.people.bindings import bind_by_account
from locales import LANGUAGES, Button, _
from storage.outbox.notice import Notice
from storage.outbox.queue import queue as queue_notice
from storage.outbox.transaction import put_in
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

OUTAGE = timedelta(
    days=1
)  # Telegram keeps messages that long; a clock that differs by more is not believed


class Stumbled(Exception):
    """A message failed in our own code, or its command was refused, and there was no savepoint to
    go back to.
    """


@dataclass
class Tally:
    """What went through the door since the start."""

    taken: int = 0
    repeated: int = 0
    flooded: int = 0
    failed: int = 0
    unrecorded: int = 0
    commits: int = 0

    def add(self, other: Tally) -> None:
        """Add what a transaction counted."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


class Batch:
    """One transaction. `careful` takes each message in a savepoint; without, it raises Stumbled
    when one fails.
    """

    def __init__(
        self,
        session: Session,
        turns: Turns,
        bureau: Bureau,
        now: datetime,
        per_minute: int,
        *,
        use_savepoints: bool,
    ) -> None:
        self.tally = Tally(commits=1)
        self._session = session
        self._turns = turns
        self._bureau = bureau
        self._now = now
        self._per_minute = per_minute
        self._careful = use_savepoints
        self._people: dict[int, Known | None] = {}
        self._chats: dict[Address, Standing] = {}
        self._changed: dict[int, Standing] = {}  # by id: those that are to be kept at the end
        self._pictures: dict[int, datetime | None] = {}  # see Desk
        self._not_taken: set[int] = set()  # pictures
        self._let_go_of: set[int] = set()  # pictures

    def take(self, messages: Sequence[Incoming]) -> None:
        """Take them in order; those that were taken before are passed over."""
        fresh = record_deliveries(
            self._session, [(each.channel, each.key) for each in messages], self._now
        )
        languages = {
            (each.channel, each.address): each.language
            for each in messages
            if (each.channel, each.key) in fresh
        }
        known = {
            address: language if language in LANGUAGES else None
            for address, language in languages.items()
        }
        chats = self._chats = find_chats(self._session, known, self._now)
        self._people = look_up(
            self._session, {each.person_id for each in chats.values() if each.person_id is not None}
        )
        self._look_at_pictures()
        for incoming in messages:
            if (incoming.channel, incoming.key) not in fresh:
                self.tally.repeated += 1
                continue
            fresh.remove((incoming.channel, incoming.key))
            self._take_one(chats[incoming.channel, incoming.address], incoming)
        self._finish()

    def _look_at_pictures(self) -> None:
        """See at once what became of the pictures that the conversations hold."""
        holders = {
            id_: chat.id
            for chat in self._chats.values()
            for id_ in State.from_json(chat.state).pictures()
        }
        for picture in look_at_pictures(self._session, holders):
            if picture.was_not_taken:
                self._not_taken.add(picture.id)
            self._pictures[picture.id] = (
                picture.received_at if picture.is_usable_in(holders[picture.id]) else None
            )

    def _take_one(self, chat: Standing, incoming: Incoming) -> None:
        before = replace(chat) if self._careful else chat
        said_at = self._said_at(incoming)
        desk = Desk(
            self._session, self._now, self._bureau, sent_at=said_at, use_savepoints=self._careful
        )
        if not self._careful:  # with savepoints what one message filed may be undone
            desk.pictures = self._pictures
        try:
            if self._careful:
                with self._session.begin_nested():
                    self._answer(desk, chat, incoming)
            else:
                self._answer(desk, chat, incoming)
            self.tally.taken += 1
            self._release(desk.unbound, chat)
        except OperationalError:
            # the database's trouble, not the message's: nothing is recorded and the platform sends
            # it again
            raise
        except Exception as error:
            if not self._careful:
                raise Stumbled from error
            self.tally.failed += 1
            log.exception("a message failed", channel=incoming.channel, key=incoming.key)
            self._chats[incoming.channel, incoming.address] = (
                before  # what was thought of it is rolled back as well
            )
            self._changed, self._let_go_of = {}, set()
            _apologise(desk, chat, incoming, error)

    def _answer(self, desk: Desk, chat: Standing, incoming: Incoming) -> None:
        """Count the message within its minute and take it, or leave it out."""
        now, was_seen = self._now, chat.seen_at
        is_taken = count_in(chat, incoming.input, desk.sent_at or now, self._per_minute)
        chat.seen_at = now
        if chat.gone:
            mark_gone(self._session, chat, gone=False)
        if now - was_seen >= MINUTE:  # before anybody is looked for in the chat used last
            keep_chats(self._session, [chat])
        if is_taken:
            desk.actor = actor_of(desk, chat, self._people)
            if (
                desk.actor.person_id is None
                and self._bureau.channel(incoming.channel).accounts is not None
                and bind_by_account(desk, chat)
            ):
                desk.actor = actor_of(desk, chat, self._people)
            chat.state, let_go_of = self._turns.take(desk, chat, incoming.input, self._not_taken)
            self._let_go_of |= let_go_of
            if chat.id in desk.joined:
                look_again(self._session, chat)
        else:
            self.tally.flooded += 1
            leave_out(self._session, chat, incoming.input, now)
        self._changed[chat.id] = chat
        if self._careful:
            self._write()

    def _said_at(self, incoming: Incoming) -> datetime:
        """Return when it was sent: after an outage a platform hands over in a second what was said
        in an hour.
        """
        sent_at = incoming.sent_at
        return (
            sent_at
            if sent_at is not None and self._now - OUTAGE <= sent_at <= self._now
            else self._now
        )

    def _release(self, unbound: Collection[int], writing: Standing) -> None:
        """Take over that chats are nobody's any more and hold no draft; the state of the one that
        writes is known already.
        """
        for each in self._chats.values() if unbound else ():
            if each.id in unbound:
                each.person_id = None
                if each is not writing:
                    each.state = {"serial": each.state.get("serial", 0)}
                self._changed[each.id] = each

    def _finish(self) -> None:
        """Write what has waited until now; where that fails it is some message's doing, and with
        care it is seen whose.
        """
        try:
            self._write()
        except OperationalError:
            raise
        except Exception as error:
            if self._careful:
                raise
            raise Stumbled from error

    def _write(self) -> None:
        """Write down where the chats stand, which pictures nobody holds any more, and whatever else
        has waited.
        """
        keep_chats(self._session, self._changed.values())
        if self._let_go_of:
            let_go(self._session, self._let_go_of)
        self._changed, self._let_go_of = {}, set()
        flush_writes(self._session)
        put_in(self._session)


def _apologise(desk: Desk, chat: Standing, incoming: Incoming, error: Exception) -> None:
    """Keep the failure for `check`, tell the person, and leave the conversation where it was."""
    failure = Failure(
        at=desk.now,
        channel=incoming.channel,
        address=incoming.address,
        key=incoming.key,
        error=repr(error)[:2000],
    )
    desk.session.add(failure)
    told = _(
        "Something went wrong on our side; it is recorded. What you had begun is kept. "
        "Please try again, or tap Menu."
    )
    ways_out = (
        Button(_("Menu"), "menu"),
        Button(_("Cancel"), "cancel"),
    )  # where the question itself fails, only dropping it helps
    queue_notice(desk.session, chat.id, Notice(told, ways_out), desk.now)
