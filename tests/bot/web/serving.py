"""Run the web app on a loopback port, in a thread with a loop of its own, so that a test can kill
it and start it again.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Serving:
    """One server; `stop()` closes every connection at once, as a crash would."""

    def __init__(self, make: Callable[[], FastAPI], port: int) -> None:
        config = uvicorn.Config(
            make(),
            host="127.0.0.1",
            port=port,
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=0,
            ws="none",
        )
        self.server = uvicorn.Server(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        give_up = time.monotonic() + 20
        while not self.server.started:
            assert time.monotonic() < give_up, "the server did not start"
            time.sleep(0.01)

    def _run(self) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await self.server.serve()

        asyncio.run(serve())

    def do(self, what: Callable[[], object]) -> None:
        """Run something in the server's loop."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(what)

    def stop(self) -> None:
        """Stop without waiting for open streams."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()
