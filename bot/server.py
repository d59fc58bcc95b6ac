"""Serving: uvicorn on the program's own port, with the parts running around it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn

from bot.app import App
from bot.connections import raise_file_limit
from bot.log_limit import LogLimit
from bot.settings import WrongSettings

FINISH_SECONDS = 5  # for requests under way when the program is told to end


class _Server(uvicorn.Server):
    """Ends when told to: the open streams first, for it waits for them, and never the process
    itself.
    """

    def __init__(self, config: uvicorn.Config, closing: Callable[[], object]) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Do as uvicorn does, but forget the signal: it would raise it anew afterwards and kill us
        before the parts finish.
        """
        self._closing()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


async def serve(app: App, *, ready: Callable[[str], None] = lambda _url: None) -> None:
    """Run until a signal ends it; `ready` is called with the address once it answers."""
    settings, loop = app.settings, asyncio.get_running_loop()
    connections = app.connections
    connections.limits = connections.limits.within(raise_file_limit())
    config = uvicorn.Config(
        app.web,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        log_config=None,  # its lines go where ours go
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=FINISH_SECONDS,
        server_header=False,
        # the chat's mail goes out as server-sent events: a library for web sockets need not be
        # loaded
        ws="none",
        http=connections.protocol,  # type: ignore[arg-type]  # it is called as a class would be
    )
    server = _Server(config, lambda: loop.call_soon_threadsafe(app.web_channel.end_streams))
    listening = _listen(settings.host, settings.port)
    async with app.running():
        serving = asyncio.create_task(server.serve([listening]))
        watching = asyncio.create_task(connections.watch())
        while not server.started and not serving.done():  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)
        if server.started:
            ready(f"http://{settings.host}:{listening.getsockname()[1]}")
        await serving
        watching.cancel()


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything runs; raises WrongSettings when another has it."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as error:
        raise WrongSettings(
            [f"PORT: 无法监听 / cannot listen on {host}:{port}: {error.strerror or error}"]
        ) from error


def run_in_loop(app: App, ready: Callable[[str], None]) -> None:
    """Serve on uvloop where there is one (Windows has none)."""
    factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with contextlib.suppress(ImportError):
        from uvloop import new_event_loop as factory
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(serve(app, ready=ready))


def set_up_logging(level: str) -> None:
    """Log to the standard error in lines that a person and a machine can read."""
    limit = LogLimit()
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(limit)
    for chatty in ("apscheduler", "alembic.runtime.plugins"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # The library writes out whole updates; its errors reach us as exceptions.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level, logging.INFO)
        ),
        processors=[
            limit,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
