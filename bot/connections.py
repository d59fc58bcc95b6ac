"""Which connections may be open, and for how long they may wait: one stranger cannot take all."""

from __future__ import annotations

import asyncio
import resource
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, cast

from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.web.address_limit import network_of

MAX_FILES = 65_536  # descriptors that are asked for; more are never needed
LOOK_SECONDS = 1.0  # between two looks for slow connections
OWN_FILES = 256  # descriptors for the database, the evidence, the platforms and the workers
FULL = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections may be open, and how many seconds each may let us wait."""

    most: int = 4000
    most_a_network: int = 200  # a whole school may stand behind one address
    reserve: int = 32  # beyond `most`, for what is vital
    header_seconds: float = 15.0
    silent_seconds: float = 30.0  # within a body, or without taking what we write
    body_seconds: float = 30.0  # for a whole body, and one more for each of
    bytes_a_second: int = 1000  # which a phone with poor signal still brings

    def within(self, files: int) -> ConnectionLimits:
        """Return the limits with no more connections than so many descriptors allow."""
        most = min(self.most, max(files - OWN_FILES - self.reserve, files // 4))
        return ConnectionLimits(
            most,
            min(self.most_a_network, most),
            self.reserve,
            self.header_seconds,
            self.silent_seconds,
            self.body_seconds,
            self.bytes_a_second,
        )


@dataclass(slots=True)
class ConnectionCounters:
    """Connections open now, and since the start: those that were refused, had to give way to a
    newer one while they waited, or were too slow.
    """

    open: int = 0
    refused: int = 0
    gave_way: int = 0
    too_slow: int = 0


class Connections:
    """The open connections; those of the `proxies` are many people's and have no limit of their
    own.

    `is_vital` tells of a path that it is answered although all others are told to wait.
    """

    def __init__(
        self,
        limits: ConnectionLimits,
        is_vital: Callable[[str], bool] = lambda _path: False,
        proxies: str = "",
    ) -> None:
        self.limits = limits
        self.is_vital = is_vital
        self.counters = ConnectionCounters()
        self._proxies = [ip_network(each.strip()) for each in proxies.split(",") if each.strip()]
        self._open: dict[Connection, None] = {}
        self._waiting: dict[Connection, None] = {}  # for a request; the longest first
        self._by_network: dict[str, dict[Connection, None]] = defaultdict(dict)

    def protocol(self, **given: Any) -> Connection:
        """Return the protocol of a new connection, with what uvicorn gives to it."""
        return Connection(self, **given)

    def admit(self, connection: Connection) -> bool:
        """Take up a new connection; where there are too many, the one gives way that has waited
        longest for a request. False when none does.
        """
        network = connection.network = self._network(connection)
        own = self._by_network[network] if network else {}
        if len(own) >= self.limits.most_a_network and not self._give_way(own):
            self.counters.refused += 1
            return False
        if len(self._open) >= self.limits.most and not self._give_way(self._waiting):
            connection.for_vital_only = True
            if len(self._open) >= self.limits.most + self.limits.reserve:
                self.counters.refused += 1
                return False
        self._open[connection] = self._waiting[connection] = None
        if network:
            self._by_network[network][connection] = None
        self.counters.open = len(self._open)
        return True

    def wait(self, connection: Connection) -> None:
        """Note that the connection waits for its next request."""
        if connection in self._open:
            self._waiting[connection] = None

    def work(self, connection: Connection) -> None:
        """Note that a request of the connection has begun."""
        self._waiting.pop(connection, None)

    def forget(self, connection: Connection) -> None:
        """Note that the connection has ended."""
        self._open.pop(connection, None)
        self._waiting.pop(connection, None)
        own = self._by_network.get(connection.network, {})
        own.pop(connection, None)
        if not own:
            self._by_network.pop(connection.network, None)
        self.counters.open = len(self._open)

    def end_slow(self, now: float) -> None:
        """End the connections that let us wait for too long."""
        for connection in list(self._open):
            if connection.is_too_slow(now):
                self.counters.too_slow += 1
                connection.transport.abort()

    async def watch(self) -> None:
        """End slow connections, until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.end_slow(loop.time())

    def _give_way(self, some: dict[Connection, None]) -> bool:
        longest = next((each for each in some if each in self._waiting), None)
        if longest is None:
            return False
        self.counters.gave_way += 1
        self.forget(longest)
        longest.transport.abort()
        return True

    def _network(self, connection: Connection) -> str:
        """Return the network the connection comes from, "" for a proxy's."""
        if connection.client is None:
            return ""
        host = connection.client[0]
        with suppress(ValueError):
            address = ip_address(host)
            if any(address in proxy for proxy in self._proxies):
                return ""
        return network_of(host)


class Connection(HttpToolsProtocol):
    """One connection, as uvicorn serves it, that knows since when it lets us wait."""

    def __init__(self, connections: Connections, **given: Any) -> None:
        super().__init__(**given)
        self.network = ""
        self.for_vital_only = False
        self._connections = connections
        self._waits_since: float | None = self.loop.time()  # for a request; None: has one
        self._asked_at = self._heard_at = self.loop.time()
        self._stuck_since: float | None = None  # with what we write
        self._received = 0  # bytes of the body

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self._connections.admit(self):
            transport.write(FULL)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._heard_at = self.loop.time()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._connections.work(self)
        self._waits_since, self._asked_at, self._received = None, self.loop.time(), 0
        if self.for_vital_only:
            path = self.url.partition(b"?")[0].decode("latin-1")
            vital = self._connections.is_vital(path)
            self.app = self.config.loaded_app if vital else cast(Any, service_unavailable)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._received += len(body)
        super().on_body(body)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.pipeline and self.cycle.response_complete:
            self._waits_since = self.loop.time()
            self._connections.wait(self)

    def pause_writing(self) -> None:
        self._stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stuck_since = None
        super().resume_writing()

    def is_too_slow(self, now: float) -> bool:
        """Tell whether it has let us wait too long: with a header, a body, or in taking ours."""
        limits = self._connections.limits
        if self._stuck_since is not None and now - self._stuck_since > limits.silent_seconds:
            return True
        if self._waits_since is not None:
            return now - self._waits_since > limits.header_seconds
        if not self.cycle.more_body or self.flow.read_paused:
            return False
        whole = limits.body_seconds + self._received / limits.bytes_a_second
        return now - self._heard_at > limits.silent_seconds or now - self._asked_at > whole


def raise_file_limit() -> int:
    """Ask for as many descriptors as we may have, and return how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_FILES)
    if soft == resource.RLIM_INFINITY:
        return MAX_FILES
    if soft < wanted:
        with suppress(ValueError, OSError):  # macOS has a bound of its own
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], MAX_FILES)
