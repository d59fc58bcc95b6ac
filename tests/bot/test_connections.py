"""Connections over the wire: who waits too long or is too many gives way, and nobody else."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from bot import connections as connections_module
from bot.connections import ConnectionLimits, Connections, raise_file_limit

SOON = 5.0  # seconds within which a test must see what it waits for
LIMITS = ConnectionLimits(
    most=6,
    most_a_network=4,
    reserve=1,
    header_seconds=0.2,
    silent_seconds=0.2,
    body_seconds=0.2,
    bytes_a_second=10,
)
PATIENT = replace(LIMITS, header_seconds=60, silent_seconds=60, body_seconds=60)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for slow ones ten times as often."""
    monkeypatch.setattr(connections_module, "LOOK_SECONDS", 0.1)


STRANGER, OTHER, THIRD = "127.0.0.2", "127.0.0.3", "127.0.0.4"
HALF = b"GET /page HTTP/1.1\r\nHost: a\r\n"
WHOLE = HALF + b"\r\n"
UPLOAD = b"POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"


@dataclass
class Visit:
    """One connection, from a loopback address of its own."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, data: bytes) -> None:
        self.writer.write(data)

    async def status(self) -> int:
        """Return the status of the answer, 0 when the connection was ended without one."""
        try:
            line = await asyncio.wait_for(self.reader.readline(), SOON)
        except ConnectionError:
            return 0
        return int(line.split()[1]) if line else 0


@dataclass
class Served:
    """A server with these connections: /page answers when its body is there, /stream never ends."""

    connections: Connections
    port: int = 0
    bodies: list[int] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            length += len(message.get("body", b""))
            more = message.get("more_body", False)
        self.bodies.append(length)
        is_stream, is_flood = scope["path"] == "/stream", scope["path"] == "/flood"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200 * is_flood):  # 20 MB: more than any buffer takes
            await send({"type": "http.response.body", "body": bytes(100_000), "more_body": True})
        if is_stream:
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            assert (await receive())["type"] == "http.disconnect"
        else:
            await send({"type": "http.response.body", "body": b"done"})

    async def visit(self, said: bytes = b"", host: str = "127.0.0.1") -> Visit:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(host, 0))
        visit = Visit(reader, writer)
        self.visits.append(visit)
        visit.say(said)
        return visit

    async def opened(self, count: int) -> None:
        """Return when the server knows of so many connections."""
        async with asyncio.timeout(SOON):
            while self.connections.counters.open != count:  # noqa: ASYNC110  # it rings no bell
                await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(limits: ConnectionLimits, proxies: str = "") -> AsyncIterator[Served]:
    connections = Connections(limits, lambda path: path == "/health", proxies)
    served = Served(connections)
    config = uvicorn.Config(
        served.app,
        interface="asgi3",
        port=0,
        lifespan="off",
        log_level="error",
        http=connections.protocol,  # type: ignore[arg-type]  # as in the program
        timeout_graceful_shutdown=0,
        timeout_keep_alive=60,
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(SOON):
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.005)
    served.port = server.servers[0].sockets[0].getsockname()[1]
    watching = asyncio.create_task(connections.watch())
    try:
        yield served
    finally:
        for visit in served.visits:
            visit.writer.close()
        watching.cancel()
        server.should_exit = server.force_exit = True
        await running


@pytest.mark.parametrize(
    "said",
    [b"", HALF, UPLOAD, UPLOAD + b"a"],
    ids=["nothing", "half a header", "no body", "half a body"],
)
async def test_a_half_sent_request_is_ended(said: bytes) -> None:
    async with serving(LIMITS) as served:
        slow = await served.visit(said)
        assert await slow.status() == 0
        await served.opened(0)
        assert served.connections.counters.too_slow == 1


async def test_a_body_that_drips_is_ended_although_it_is_never_silent() -> None:
    async with serving(replace(LIMITS, silent_seconds=60)) as served:
        slow = await served.visit(UPLOAD)

        async def drip() -> None:
            while True:
                slow.say(b"a")
                await asyncio.sleep(0.3)

        dripping = asyncio.create_task(drip())
        assert await slow.status() == 0
        dripping.cancel()
        assert served.connections.counters.too_slow == 1


async def test_a_slow_body_has_the_time_that_its_bytes_give_it() -> None:
    async with serving(replace(LIMITS, silent_seconds=60)) as served:
        slow = await served.visit(UPLOAD + bytes(40))  # four seconds more
        await asyncio.sleep(1.5)
        slow.say(bytes(60))
        assert await slow.status() == 200
        assert served.bodies == [100]


async def test_who_does_not_take_our_answer_is_ended() -> None:
    async with serving(LIMITS) as served:
        deaf = await served.visit(b"GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
        deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a reading transport
        await served.opened(1)
        await served.opened(0)
        assert served.connections.counters.too_slow == 1


async def test_a_stream_stays_open_however_long_it_is_quiet() -> None:
    async with serving(LIMITS) as served:
        stream = await served.visit(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await stream.status() == 200
        await asyncio.sleep(1.5)
        assert served.connections.counters.open == 1


async def test_of_a_network_that_has_too_many_the_longest_waiting_gives_way() -> None:
    async with serving(PATIENT) as served:
        half = [await served.visit(HALF, STRANGER) for _ in range(4)]
        await served.opened(4)
        newer = await served.visit(WHOLE, STRANGER)
        assert await newer.status() == 200
        assert await half[0].status() == 0
        half[1].say(b"\r\n")
        assert await half[1].status() == 200
        assert served.connections.counters.gave_way == 1


async def test_a_network_that_is_busy_with_all_its_own_is_told_to_wait() -> None:
    stream = b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
    async with serving(PATIENT) as served:
        for _ in range(4):
            assert await (await served.visit(stream, STRANGER)).status() == 200
        assert await (await served.visit(b"", STRANGER)).status() == 503
        assert await (await served.visit(WHOLE, OTHER)).status() == 200
        assert served.connections.counters.refused == 1


async def test_half_sent_requests_of_many_networks_give_way_to_whole_ones() -> None:
    async with serving(PATIENT) as served:
        for number in range(12):
            await served.visit(HALF, f"127.0.1.{number + 1}")
        await served.opened(6)
        assert await (await served.visit(WHOLE)).status() == 200
        assert served.connections.counters.refused == 0


async def test_when_all_are_busy_what_is_vital_is_answered() -> None:
    stream = b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
    async with serving(PATIENT) as served:
        for host in (STRANGER, OTHER, THIRD):
            for _ in range(2):
                assert await (await served.visit(stream, host)).status() == 200
        plain = await served.visit(WHOLE)
        assert await plain.status() == 503
        plain.writer.close()
        await served.opened(6)
        health = await served.visit(b"GET /health?x=1 HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await health.status() == 200
        again = await served.visit(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        assert await again.status() == 200, "the one before waits, and gives way"


async def test_a_proxys_connections_are_many_peoples() -> None:
    async with serving(PATIENT, proxies="10.0.0.1, 127.0.0.0/29") as served:
        for _ in range(6):
            await served.visit(HALF, STRANGER)
        await served.opened(6)
        assert served.connections.counters.gave_way == 0


def test_there_are_no_more_connections_than_descriptors() -> None:
    assert ConnectionLimits().within(65_536) == ConnectionLimits()
    few = ConnectionLimits().within(1024)
    assert (few.most, few.most_a_network, few.reserve) == (736, 200, 32)
    assert ConnectionLimits().within(300).most_a_network == 75


def test_descriptors_are_raised_as_far_as_they_may_be() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    try:
        assert raise_file_limit() == min(before[1], 65_536)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(before[1], 65_536)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
