"""A small HTTP/1.1 server for fakes: keeps connections, and can break them, which a real framework
does not let one do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What came in; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What goes out; `drop` closes the connection without a word."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    drop: bool = False


@dataclass(slots=True)
class LoopbackServer:
    """Serves `answer` on a free port of 127.0.0.1 between start and stop."""

    answer: Callable[[HttpRequest], Awaitable[HttpAnswer]]
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for serving in list(self._open):
                serving.cancel()
            await asyncio.gather(*self._open)
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "asyncio's server makes a task of each connection"
        self._open.add(task)
        try:
            while (request := await _read_request(reader)) is not None:
                answer = await self.answer(request)
                if answer.drop:
                    break
                head = f"HTTP/1.1 {answer.status} X\r\nContent-Type: {answer.content_type}\r\nContent-Length: {len(answer.body)}"
                writer.write(f"{head}\r\n\r\n".encode() + answer.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            # the other side went away, or stop() ended it; asyncio's server trips over a task that
            # was cancelled
            pass
        finally:
            self._open.discard(task)
            writer.close()


def read_fields(request: HttpRequest) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the parameters and the uploaded files of a JSON, form or multipart body; ValueError
    when it is none of them.
    """
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    if kind == "application/json":
        read = json.loads(request.body or b"{}")
        if not isinstance(read, dict):
            raise ValueError("not an object")
        return read, {}
    if kind == "multipart/form-data":
        return _read_multipart(
            request.body, rest.partition("boundary=")[2].strip().strip('"').encode()
        )
    return {**request.query, **dict(parse_qsl(request.body.decode(), keep_blank_values=True))}, {}


async def _read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (each.partition(":") for each in lines)
        if name
    }
    length = int(headers.get("content-length", "0"))
    if length > MOST_BYTES or "chunked" in headers.get("transfer-encoding", ""):
        raise ConnectionError("this server takes bodies with a length")
    body = await reader.readexactly(length) if length else b""
    where = urlsplit(target)
    return HttpRequest(method, unquote(where.path), dict(parse_qsl(where.query)), headers, body)


def _read_multipart(body: bytes, boundary: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        described = head.decode()
        name = described.partition(' name="')[2].partition('"')[0]
        content = content.removesuffix(b"\r\n")
        if " filename=" in described:
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files
