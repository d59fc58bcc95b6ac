"""How late the program's event loop is while it works on photos of 12 megapixels."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import uvicorn
import uvloop

from bench.load import FIRST_CHAT, PHOTO, numbered
from bench.photo import Size, write_photo_apart
from bench.platform import START_SECONDS, Caller, Platform, request_to
from bot.server import set_up_logging

PATH, SECRET = "/telegram/webhook", "bench"
TICK_SECONDS = 0.005


@dataclass(frozen=True)
class Lag:
    """Seconds the loop was late, and the photos a second that were taken in meanwhile."""

    median: float
    p99: float
    worst: float
    photos: float


def measure(parent: Path, seconds: float, photos: int, size: Size) -> Lag:
    """Send photos and return how late the program's loop was meanwhile."""
    with TemporaryDirectory(dir=parent) as folder:
        photo = Path(folder) / "photo.jpg"
        write_photo_apart(photo, size)
        return uvloop.run(_measure(folder, photo.read_bytes(), seconds, photos))


async def _measure(folder: str, photo: bytes, seconds: float, photos: int) -> Lag:
    platform = Platform(0, photo)
    await platform.start()
    command = (sys.executable, "-m", "bench.loop_lag", folder, str(platform.port), str(seconds))
    bot = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert bot.stdout is not None
    try:
        port = int(await asyncio.wait_for(bot.stdout.readline(), START_SECONDS))
        _transport, caller = await asyncio.get_running_loop().create_connection(
            Caller, "127.0.0.1", port
        )
        for count in range(photos):
            await caller.post(request_to(PATH, SECRET), numbered(FIRST_CHAT + count % 60, PHOTO))
        line = await asyncio.wait_for(bot.stdout.readline(), seconds + START_SECONDS)
        await asyncio.wait_for(bot.wait(), START_SECONDS)
        # To its end: the bot's workers hold the pipe, and a loop with an open pipe does not close.
        await asyncio.wait_for(bot.stdout.read(), START_SECONDS)
        return Lag(**json.loads(line))
    finally:
        if bot.returncode is None:
            bot.terminate()
            await bot.wait()
        await platform.stop()


async def _be_watched(folder: Path, platform: str, seconds: float) -> None:
    from bench.bureau import build_app

    app = build_app(folder, platform=platform)
    config = uvicorn.Config(app.web, port=0, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    async with app.running():
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)
        print(server.servers[0].sockets[0].getsockname()[1], flush=True)
        while app.evidence_worker.counters.kept < 3:  # noqa: ASYNC110  # until the worker processes are warm
            await asyncio.sleep(0.05)
        try:
            print(json.dumps(await _watch(app.evidence_worker, seconds)), flush=True)
        finally:
            server.should_exit = True
            await serving


async def _watch(worker: object, seconds: float) -> dict[str, float]:
    from bot.media.worker import EvidenceWorker

    assert isinstance(worker, EvidenceWorker)
    late, kept, begin = [], worker.counters.kept, time.perf_counter()
    while (now := time.perf_counter()) < begin + seconds:
        await asyncio.sleep(TICK_SECONDS)
        late.append(max(0.0, time.perf_counter() - now - TICK_SECONDS))
    taken = worker.counters.kept - kept
    assert taken, "no photo was taken in"
    cuts = quantiles(late, n=100)
    return {"median": cuts[49], "p99": cuts[98], "worst": max(late), "photos": taken / seconds}


if __name__ == "__main__":
    set_up_logging("ERROR")
    uvloop.run(
        _be_watched(Path(sys.argv[1]), f"http://127.0.0.1:{sys.argv[2]}", float(sys.argv[3]))
    )
