"""What the WeCom tests stand on: a fake platform, a channel that speaks to it, and a clock that
only the test moves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Outgoing
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.client import TokenStore, WeComClient
from tests.fakes.wecom import FakeWeCom

JPEG = b"\xff\xd8\xff" + b"picture" * 20


class Clock:
    """A clock that stands still until it is moved; called, it says the time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class MemoryTokens:
    """A token store that forgets at exit."""

    def __init__(self) -> None:
        self._kept: tuple[str, datetime] | None = None

    def load(self) -> tuple[str, datetime] | None:
        return self._kept

    def save(self, value: str, expires_at: datetime) -> None:
        self._kept = value, expires_at


class World:
    """Everything a test touches."""

    def __init__(self, clock: Clock, fake: FakeWeCom, client: WeComClient) -> None:
        self.clock, self.fake, self.client = clock, fake, client
        self.channel = WeComChannel(client, clock=clock)
        self._ids = 0

    def out(self, text: str, *buttons: tuple[str, str], **more: Any) -> Outgoing:
        """Return a new message for the outbox."""
        self._ids += 1
        return Outgoing(self._ids, text, tuple(buttons), **{"language": "en", **more})


def client_of(
    fake: FakeWeCom, clock: Clock, tokens: TokenStore | None = None, patience: float = 5.0
) -> WeComClient:
    """Return a client with the fake's credentials that waits `patience` seconds for an answer."""
    return WeComClient(
        fake.base,
        fake.corp_id,
        fake.secret,
        fake.agent_id,
        tokens or MemoryTokens(),
        clock=clock,
        timeout=patience,
        sleep=clock.sleep,
    )


@asynccontextmanager
async def wecom_world(patience: float = 5.0) -> AsyncIterator[World]:
    """Run a fake WeCom with the members li, wang and zhang; at the end no limit may have been
    broken.
    """
    clock = Clock()
    async with FakeWeCom({"li", "wang", "zhang"}, clock.seconds) as fake:
        world = World(clock, fake, client_of(fake, clock, patience=patience))
        yield world
        await world.channel.stop()
    assert fake.breaches == []
