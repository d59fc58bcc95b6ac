"""Somebody who listens to the fake platform by long polling."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.channels.base import Incoming
from bot.channels.telegram.channel import TelegramChannel
from talk.input import Words
from tests.fakes.telegram import TOKEN, FakeTelegram


class InboundReceiver:
    """Records what came in; `refuse` makes the next ones with these words fail."""

    def __init__(self) -> None:
        self.came: list[Incoming] = []
        self.refuse: list[str] = []

    async def receive(self, incoming: Incoming) -> None:
        words = incoming.input.text if isinstance(incoming.input, Words) else ""
        if words in self.refuse:
            self.refuse.remove(words)
            raise ConnectionError("the database is away")
        self.came.append(incoming)

    @property
    def said(self) -> list[str]:
        return [each.input.text for each in self.came if isinstance(each.input, Words)]


@asynccontextmanager
async def polling(
    fake: FakeTelegram, receive: Callable[[Incoming], Awaitable[None]]
) -> AsyncIterator[TelegramChannel]:
    """Let what comes in be received."""
    channel = TelegramChannel(TOKEN, receive, base_url=fake.base_url, poll_seconds=5)
    await channel.start()
    try:
        yield channel
    finally:
        await channel.stop()
