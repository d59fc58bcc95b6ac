"""A post office for tests: a database with chats, a delivery on virtual hours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.channels.base import Channel
from bot.outbound.poller import MAX_ROWS_READ
from bot.outbound.sender import Sender
from locales import Message
from storage.database import Database
from storage.outbox.due import find_due
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import Chat, OutboxRow
from tests.fakes.channel import FakeChannel
from tests.fakes.hours import BEGAN, virtual_clock

ZONE = ZoneInfo("Asia/Shanghai")


class Post:
    """Queues notices and reads what became of them; `pictures` are public copies by evidence id."""

    def __init__(self, database: Database, *channels: FakeChannel) -> None:
        self.database = database
        self.channels: dict[str, Channel] = {each.traits.name: each for each in channels}
        self.pictures: dict[int, Path] = {}
        self.delivery = self.deliverer()

    def deliverer(self) -> Sender:
        """Return a new delivery on the same database."""
        return Sender(self.database, self.channels, virtual_clock, ZONE, self.pictures.get)

    def chat(self, session: Session, address: str, channel: str = "fake") -> int:
        """Return the chat's id, made where it is missing."""
        chat = session.exec(
            select(Chat).where(Chat.address == address, Chat.channel == channel)
        ).first()
        if chat is None:
            chat = Chat(
                channel=channel, address=address, seen_at=BEGAN, window_at=BEGAN, language="en"
            )
            session.add(chat)
            session.flush()
        assert chat.id is not None
        return chat.id

    def say(
        self,
        address: str,
        *texts: str,
        channel: str = "fake",
        after: float | None = None,
        in_place: bool = False,
        **options: Any,
    ) -> None:
        """Queue texts in one transaction, then wake the delivery; `after` is seconds from now."""
        with self.database.write() as session:
            chat_id = self.chat(session, address, channel)
            now = virtual_clock()
            due = None if after is None else now + timedelta(seconds=after)
            for text in texts:
                queue(
                    session,
                    chat_id,
                    Notice(Message(text), in_place=in_place),
                    now,
                    not_before=due,
                    **options,
                )
        self.delivery.wake()

    def rows(self, *states: str) -> list[OutboxRow]:
        """Return the rows in these states, or all, in order."""
        with self.database.read() as session:
            rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
        return [row for row in rows if not states or row.state in states]

    def states(self) -> list[str]:
        """Return the rows' states in order."""
        return [row.state for row in self.rows()]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Deliver meanwhile; at the end everything that is due has been dealt with."""
        running = asyncio.create_task(self.delivery.run())
        await asyncio.sleep(0)
        try:
            yield
            await self.drain()
        finally:
            self.delivery.stop()
            await running

    async def drain(self) -> None:
        """Wait until nothing is due and nothing under way."""
        for _ in range(10_000):
            if await drained(self.delivery):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"not drained: {self.states()}")


async def drained(sender: Sender) -> bool:
    """Tell whether nothing is due and nothing is under way; raises DatabaseAway."""
    if sender._sends or len(sender._outcomes):
        return False
    return not await asyncio.to_thread(_is_anything_due, sender)


def _is_anything_due(sender: Sender) -> bool:
    now = sender._clock()
    with sender._database.read() as session:
        found = find_due(session, sender._channels, now, MAX_ROWS_READ)
    return any(row.not_before <= now for row in found)  # others hold their lanes until they are due
