"""The conversation over a loopback webhook: the people in one process, the bot in another."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.load import Outcome, Timings
from bench.platform import START_SECONDS, Platform
from bot.server import set_up_logging

LANES = 128
PATHS = {"Mingcha": "/telegram/webhook", "PTB": "/hook", "aiogram": "/hook"}
SECRET = "bench"
FILED = {
    "Mingcha": ("bench.db", "tickets"),
    "PTB": ("ptb.db", "reports"),
    "aiogram": ("aiogram.db", "reports"),
}


def measure(name: str, parent: Path, seconds: float, delay: float) -> Outcome:
    """Measure one round."""
    with TemporaryDirectory(dir=parent) as folder:
        outcome = uvloop.run(_measure(name, folder, seconds, delay))
        _check(name, Path(folder), outcome.conversations * seconds)
        return outcome


def _check(name: str, folder: Path, counted: float) -> None:
    """Refuse a round in which conversations were answered but came to nothing: an apology is an
    answer too.
    """
    file, table = FILED[name]
    database = sqlite3.connect(folder / file)
    filed = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    failed = (
        database.execute("SELECT count(*) FROM failures").fetchone()[0] if name == "Mingcha" else 0
    )
    database.close()
    assert not failed, f"{name}: {failed} messages failed"
    assert filed >= counted - LANES, (
        f"{name}: {filed} reports filed, {counted:.0f} conversations counted"
    )


async def _measure(name: str, folder: str, seconds: float, delay: float) -> Outcome:
    platform = Platform(delay)
    await platform.start()
    command = (sys.executable, "-m", "bench.webhook", name, folder, str(platform.port))
    bot = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert bot.stdout is not None
    try:
        port = int(await asyncio.wait_for(bot.stdout.readline(), START_SECONDS))
        timings = Timings(1.5, seconds, partial(_worked, psutil.Process(bot.pid)))
        return await platform.drive(port, PATHS[name], SECRET, timings, lanes=LANES)
    finally:
        bot.terminate()
        await asyncio.wait_for(bot.wait(), START_SECONDS)


def _worked(bot: psutil.Process) -> float:
    times = bot.cpu_times()
    return float(times.user + times.system)


async def serve(name: str, folder: Path, platform: str) -> None:
    """Be the bot until told to end; the port is printed once it listens."""
    set_up_logging("ERROR")
    if name == "Mingcha":
        await _serve_mingcha(folder, platform)
    elif name == "PTB":
        await _serve_ptb(folder, platform)
    else:
        await _serve_aiogram(folder, platform)


async def _serve_mingcha(folder: Path, platform: str) -> None:
    """The whole program but its evidence worker, whose photos are measured by themselves."""
    from bench.bureau import build_app

    app = build_app(folder, platform=platform, people=LANES)
    app.receiver.after_commit = [app.sender.wake]
    app.receiver.open()
    channel = app.channels["telegram"]
    await channel.start()
    delivery = asyncio.create_task(app.sender.run())
    await _listen(app.web)
    app.sender.stop()
    await delivery
    await channel.stop()
    app.receiver.close()


async def _serve_ptb(folder: Path, platform: str) -> None:
    """As in its example of a custom webhook: 200 once the update is in the queue."""
    from bench.peers.ptb import Ptb

    bot = Ptb(folder, platform, LANES)

    async def take(request: Request) -> Response:
        await bot.put(await request.json())
        return Response()

    await bot.start()
    await bot.run()
    await _listen(Starlette(routes=[Route(PATHS["PTB"], take, methods=["POST"])]))


async def _serve_aiogram(folder: Path, platform: str) -> None:
    """With its own request handler on aiohttp's server: 200 at once, every update in a task of its
    own.
    """
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    from bench.peers.aio import Aiogram

    bot = Aiogram(folder, platform, LANES)
    await bot.start()
    app = web.Application()
    SimpleRequestHandler(bot.dispatcher, bot.bot, secret_token=SECRET).register(
        app, PATHS["aiogram"]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def _listen(app: object) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=75)  # type: ignore[arg-type]  # an ASGI app
    await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    if len(sys.argv) == 4 and not sys.argv[2].replace(".", "").isdecimal():
        uvloop.run(serve(sys.argv[1], Path(sys.argv[2]), f"http://127.0.0.1:{sys.argv[3]}"))
    else:
        Path(".data").mkdir(exist_ok=True)
        print(sys.argv[1], sys.argv[2], measure(sys.argv[1], Path(".data"), 4, float(sys.argv[2])))
