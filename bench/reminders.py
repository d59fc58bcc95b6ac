"""Reminders to a Telegram that enforces its limits: how much it lets us use, what it refuses."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import func
from sqlmodel import col, select

from bench.stock import BUREAU, NOW
from bot.channels.base import Incoming
from bot.channels.telegram import api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.transport import PlainRequest
from bot.outbound.sender import Sender
from locales import Message
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.tables import Chat, OutboxRow
from tests.fakes.hours import run_virtually, virtual_clock
from tests.fakes.telegram import TOKEN, fake_telegram
from tests.fakes.telegram_methods import ApiError, FakeMessage, Limits, Methods

REMINDERS_A_CHAT = 2  # one right after the other
PER_SECOND = 30
LIMITS = Limits(burst=1, per_second=PER_SECOND)  # one a second for each chat, without any grace


@dataclass(frozen=True)
class Delivered:
    """What came of it: the share of the limit used, and how many were refused, lost or doubled."""

    seconds: float
    share: float
    refused: int  # 429
    lost: int
    doubled: int


@dataclass
class Side:
    """Telegram's side: what it answered, and when it took a message."""

    methods: Methods
    way: tuple[float, float]  # seconds, from and to
    times: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    drawn: random.Random = field(default_factory=lambda: random.Random(7))

    async def answer(self, url: str, given: dict[str, Any]) -> tuple[int, bytes]:
        """Return status and body of the answer to one call."""
        called = {"sendmessage": "sendMessage"}[url.rsplit("/", 1)[1].lower()]
        try:
            result = await self.methods.execute(called, given, {})
        except ApiError as error:
            self.answers[error.code] += 1
            refused = {"ok": False, "error_code": error.code, "description": error.description}
            if error.retry_after:
                refused["parameters"] = {"retry_after": error.retry_after}
            return error.code, json.dumps(refused).encode()
        self.answers[200] += 1
        self.times.append(asyncio.get_running_loop().time())
        return 200, json.dumps({"ok": True, "result": result}).encode()


class LocalRequest(PlainRequest):
    """Speaks to a fake Telegram in this process, all the way down to the client library."""

    def __init__(self, side: Side, token: str, *given: Any, **named: Any) -> None:
        super().__init__(token, *given, **named)
        self._local: Any = LocalClient(side)

    def _open(self) -> Any:
        return self._local


@dataclass
class LocalClient:
    """Stands for the connections; each way takes as long as drawn, on the loop's clock."""

    side: Side

    def post(self, url: str) -> Posted:
        """Begin a call of the Bot API."""
        return Posted(self.side, url)


@dataclass
class Posted:
    """One call, built and sent as the client library has it, and its answer."""

    side: Side
    url: str
    content: bytes = b""
    status: int = 0

    def header(self, _name: str, _value: str) -> Posted:
        return self

    def body_bytes(self, content: bytes) -> Posted:
        self.content = content
        return self

    def timeout(self, _span: timedelta) -> Posted:
        return self

    def build(self) -> Posted:
        return self

    async def send(self) -> Posted:
        """Return when Telegram's answer is here."""
        await asyncio.sleep(self.side.drawn.uniform(*self.side.way))
        self.status, self.content = await self.side.answer(self.url, json.loads(self.content))
        await asyncio.sleep(self.side.drawn.uniform(*self.side.way))
        return self

    async def bytes(self) -> bytes:
        return self.content


def measure_virtually(parent: Path, way: tuple[float, float], count: int) -> Delivered:
    """Deliver so many on virtual hours: outbox, lanes, channel, requests, Telegram's limits."""

    async def act(database: Database) -> Delivered:
        loop = asyncio.get_running_loop()
        side = Side(Methods(loop.time, LIMITS), way)
        side.methods.chats = dict.fromkeys(range(1, count // REMINDERS_A_CHAT + 1), "open")
        with patch.object(api, "PlainRequest", partial(LocalRequest, side)):
            channel = TelegramChannel(TOKEN, _nobody_writes)
        await _deliver(database, channel, virtual_clock)
        return _outcome(database, side.methods.sent, side.times, side.answers[429])

    return _with_queued(
        parent, count, virtual_clock(), lambda database: run_virtually(lambda: act(database))
    )


def measure_really(parent: Path, count: int) -> Delivered:
    """Deliver so many in real time, over HTTP."""

    async def act(database: Database) -> Delivered:
        async with fake_telegram(limits=LIMITS) as fake:
            for chat in range(1, count // REMINDERS_A_CHAT + 1):
                fake.open_chat(chat)
            channel = TelegramChannel(TOKEN, _nobody_writes, base_url=fake.base_url)
            await _deliver(database, channel, lambda: datetime.now(UTC))
            times = sorted(call.at for call in fake.calls)
            return _outcome(database, fake.sent, times, len(fake.calls) - len(fake.sent))

    return _with_queued(parent, count, NOW, lambda database: asyncio.run(act(database)))


def _with_queued(
    parent: Path, count: int, at: datetime, work: Callable[[Database], Delivered]
) -> Delivered:
    with (
        TemporaryDirectory(dir=parent) as folder,
        closing(open_database(f"sqlite:///{folder}/reminders.db", BUREAU.secret)) as database,
    ):
        upgrade(database.writer)
        with database.write() as session:
            chats = [
                Chat(
                    channel="telegram",
                    address=str(place),
                    language="zh_CN",
                    seen_at=at,
                    window_at=at,
                )
                for place in range(1, count // REMINDERS_A_CHAT + 1)
            ]
            session.add_all(chats)
            session.flush()
            for place in range(count):
                notice = Notice(Message("Reminder {place}", {"place": place}))
                queue(
                    session,
                    chats[place // REMINDERS_A_CHAT].id or 0,
                    notice,
                    at,
                    once=f"reminders:{place}",
                )
        with closing(database.writer.raw_connection()) as connection:
            # it is not the disk that is measured
            connection.cursor().execute("PRAGMA synchronous=OFF")
        return work(database)


async def _deliver(
    database: Database, channel: TelegramChannel, clock: Callable[[], datetime]
) -> None:
    delivery = Sender(database, {channel.traits.name: channel}, clock, BUREAU.zone, None)
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.2)
    while await asyncio.to_thread(_waiting, database):  # noqa: ASYNC110  # the database says so; what was refused counts
        await asyncio.sleep(0.2)
    delivery.stop()
    await running
    await channel.stop()


def _waiting(database: Database) -> bool:
    with database.read() as session:
        return (
            session.exec(select(OutboxRow.id).where(OutboxRow.state == "queued").limit(1)).first()
            is not None
        )


def _outcome(
    database: Database, sent: list[FakeMessage], times: list[float], refused: int
) -> Delivered:
    with database.read() as session:
        count = session.exec(select(func.count()).select_from(OutboxRow)).one()
        marked = session.exec(
            select(func.count()).select_from(OutboxRow).where(col(OutboxRow.state) == "sent")
        ).one()
    words = Counter((message.chat_id, message.text) for message in sent)
    took = max(times) - min(times)
    doubled = sum(words.values()) - len(words)
    return Delivered(
        took, count / PER_SECOND / took, refused, max(count - len(words), count - marked), doubled
    )


async def _nobody_writes(_incoming: Incoming) -> None:
    """Take what nobody sends."""
