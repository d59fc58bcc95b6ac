"""An inspector's message and photo on an idle machine, and while a stranger attacks.

The program serves on its own port with no more than 1,024 descriptors; the inspector comes by
Telegram's webhook, the stranger from an address of his own.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

from bench.load import FIRST_CHAT, PHOTO, numbered
from bench.photo import Size, write_photo_apart
from bench.platform import START_SECONDS, Caller, Platform, request_to
from bench.strangers import Stranger, slow_photo, stranger
from bot.server import serve, set_up_logging

PATH, SECRET = "/telegram/webhook", "bench"
FILES = 1024  # descriptors
STRANGER = "127.0.0.2"
CHATS = 3  # of the stranger, for his photos
PEOPLE = 500
REPORT = {"text": "/report", "entities": [{"type": "bot_command", "offset": 0, "length": 7}]}
HALF = "POST /begin HTTP/1.1\r\nHost: a\r\nContent-Le"
LOOK_SECONDS = 0.005


@dataclass(frozen=True)
class Attack:
    """How much of it there is."""

    streams: int = 1000
    half_sent: int = 1100
    photos: int = 60
    times: int = 15  # that the inspector's message and photo are timed under each


@dataclass
class Took:
    """Seconds that each message and each photo took."""

    messages: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)

    def medians(self) -> tuple[float, float]:
        """Return the median message and photo."""
        return median(self.messages), median(self.photos)


Attacking = Callable[[Stranger, Attack], Coroutine[Any, Any, object]]


async def open_streams(somebody: Stranger, attack: Attack) -> None:
    """Open event streams of one chat, all with one cookie."""
    await somebody.hold_streams(await somebody.begin(), attack.streams)


async def send_halves(somebody: Stranger, attack: Attack) -> None:
    """Begin requests and leave them."""
    await somebody.hold(attack.half_sent, HALF)


async def send_photos(somebody: Stranger, attack: Attack) -> None:
    """Send slow photos in several anonymous chats."""
    photo = await asyncio.to_thread(slow_photo)
    for number in range(CHATS):
        chat = await somebody.begin(number)
        await somebody.say(chat, f"complaint-{number}", "投诉")
        for each in range(-(-attack.photos // CHATS)):
            await somebody.send_photo(chat, f"photo-{number}-{each}", photo)


ATTACKS: dict[str, Attacking] = {
    "event streams with one cookie": open_streams,
    "half-sent requests": send_halves,
    "slow photos": send_photos,
}


def measure(parent: Path, attack: Attack, size: Size) -> dict[str, Took]:
    """Return what message and photo took when idle, and under each attack."""
    with TemporaryDirectory(dir=parent) as folder:
        photo = Path(folder) / "photo.jpg"
        write_photo_apart(photo, size)
        return uvloop.run(_measure(Path(folder), photo.read_bytes(), attack))


@dataclass
class Inspectors:
    """They report one after the other, each in a chat of their own."""

    platform: Platform
    folder: Path
    port: int
    chats: count[int] = field(default_factory=lambda: count(FIRST_CHAT))

    async def report(self, times: int) -> Took:
        took = Took()
        database = sqlite3.connect(self.folder / "bench.db")
        for _time in range(times):
            await self._report_one(database, took)
        database.close()
        return took

    async def _report_one(self, database: sqlite3.Connection, took: Took) -> None:
        loop, chat = asyncio.get_running_loop(), next(self.chats)
        _transport, caller = await loop.create_connection(Caller, "127.0.0.1", self.port)
        start = request_to(PATH, SECRET)
        began = time.perf_counter()
        answered = self.platform.expect(chat)
        await caller.post(start, numbered(chat, REPORT))
        await asyncio.wait_for(answered, START_SECONDS)
        took.messages.append(time.perf_counter() - began)
        began = time.perf_counter()
        await caller.post(start, numbered(chat, PHOTO))
        while not _is_kept(database, chat):
            assert time.perf_counter() < began + START_SECONDS, "the photo was never kept"
            await asyncio.sleep(LOOK_SECONDS)
        took.photos.append(time.perf_counter() - began)
        caller.transport.close()


def _is_kept(database: sqlite3.Connection, chat: int) -> bool:
    query = (
        "SELECT count(*) FROM evidence JOIN chats ON chats.id = evidence.chat_id "
        "WHERE chats.address = ? AND evidence.state = 'kept'"
    )
    return bool(database.execute(query, (str(chat),)).fetchone()[0])


async def _measure(folder: Path, photo: bytes, attack: Attack) -> dict[str, Took]:
    platform = Platform(0, photo)
    await platform.start()
    took: dict[str, Took] = {}
    try:
        for name, attacking in {"": None, **ATTACKS}.items():
            room = folder / (name or "idle").replace(" ", "-")
            room.mkdir()
            async with _serving(room, platform) as port:
                inspectors = Inspectors(platform, room, port)
                await inspectors.report(2)  # the workers are warm then
                async with _attacked(port, attacking, attack):
                    took[name] = await inspectors.report(attack.times)
    finally:
        await platform.stop()
    return took


@asynccontextmanager
async def _attacked(port: int, attacking: Attacking | None, attack: Attack) -> AsyncIterator[None]:
    async with stranger(port, STRANGER) as somebody:
        if attacking is not None:
            await attacking(somebody, attack)
        yield


@asynccontextmanager
async def _serving(folder: Path, platform: Platform) -> AsyncIterator[int]:
    command = (sys.executable, "-m", "bench.attacked", str(folder), str(platform.port))
    bot = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert bot.stdout is not None
    try:
        yield int(await asyncio.wait_for(bot.stdout.readline(), START_SECONDS))
    finally:
        bot.terminate()
        await asyncio.wait_for(bot.wait(), START_SECONDS)
        await asyncio.wait_for(bot.stdout.read(), START_SECONDS)  # until its workers are gone


async def _serve(folder: Path, platform: str) -> None:
    from bench.bureau import build_app

    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    app = build_app(folder, platform=platform, people=PEOPLE)

    def ready(url: str) -> None:
        print(url.rpartition(":")[2], flush=True)

    await serve(app, ready=ready)


if __name__ == "__main__":
    set_up_logging("CRITICAL")
    uvloop.run(_serve(Path(sys.argv[1]), f"http://127.0.0.1:{sys.argv[2]}"))
