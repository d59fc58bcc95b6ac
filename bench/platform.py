"""A platform as cheap as can be: it posts updates, and answers the bot's calls after a while."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from bench.load import FIRST_CHAT, Outcome, Timings, updates

START_SECONDS = 120.0  # for a bot to begin or to end, on a machine that others use too
LOOK_SECONDS = 0.05  # between two looks at the clock
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
CHAT = re.compile(
    rb'chat_id(?:"?\s*[:=]\s*"?|"\r\n(?:[^\r\n]+\r\n)*\r\n)(\d+)'
)  # JSON, form or multipart
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
METHOD = re.compile(rb"^\w+ [^ ]*/(\w+)[? ]")
ME = b'{"ok":true,"result":{"id":700700,"is_bot":true,"first_name":"bench","username":"bench_bot"}}'
FILE = (
    b'{"ok":true,"result":{"file_id":"x","file_unique_id":"x","file_size":1000000,'
    b'"file_path":"photos/photo.jpg"}}'
)
YES = b'{"ok":true,"result":true}'
SAID = (
    b'{"ok":true,"result":{"message_id":%d,"date":1772500000,'
    b'"chat":{"id":%d,"type":"private"},"text":"x"}}'
)


class Framed(asyncio.Protocol):
    """Cuts what comes in into messages with a length; `got` is called with the head and the body of
    each.
    """

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = LENGTH.search(head)
            assert found or b"chunked" not in head.lower(), head
            stop = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < stop:
                return
            body, self._buffer = self._buffer[end + 4 : stop], self._buffer[stop:]
            self.got(head, body)

    def got(self, head: bytes, body: bytes) -> None:
        raise NotImplementedError


class Api(Framed):
    """The bot's side: a message is answered `delay` seconds later, and `told` hears to which chat;
    every file is `photo`.
    """

    def __init__(self, delay: float, told: Callable[[int], None], photo: bytes = b"") -> None:
        super().__init__()
        self._delay = delay
        self._told = told
        self._photo = photo
        self._count = 0

    def got(self, head: bytes, body: bytes) -> None:
        found = METHOD.match(head)
        method = found[1].lower() if found else b""
        if not method:
            self._answer(self._photo, None)
            return
        if method != b"sendmessage":
            self._answer({b"getme": ME, b"getfile": FILE}.get(method, YES), None)
            return
        chat = CHAT.search(body)
        assert chat, body
        self._count += 1
        call = SAID % (self._count, int(chat[1])), int(chat[1])
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._answer, *call)
        else:
            self._answer(*call)

    def _answer(self, payload: bytes, chat: int | None) -> None:
        head = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(payload)
        )
        if not self.transport.is_closing():  # the bot may have ended meanwhile
            self.transport.write(head + payload)
        if chat is not None:
            self._told(chat)


class Caller(Framed):
    """One lane's connection to the bot's webhook."""

    acknowledged: asyncio.Future[None]

    def got(self, head: bytes, _body: bytes) -> None:
        assert head.startswith(b"HTTP/1.1 200"), head
        if not self.acknowledged.done():  # given up when the time was over
            self.acknowledged.set_result(None)

    async def post(self, start: bytes, update: dict[str, Any]) -> None:
        """Return when the webhook has said 200."""
        body = json.dumps(update).encode()
        self.acknowledged = asyncio.get_running_loop().create_future()
        self.transport.write(b"%b\r\nContent-Length: %d\r\n\r\n%b" % (start, len(body), body))
        await self.acknowledged


def request_to(path: str, secret: str) -> bytes:
    """Return how a call of the webhook begins."""
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"{SECRET_HEADER}: {secret}",
    )
    return "\r\n".join(lines).encode()


@dataclass
class Platform:
    """Listens on a port of its own; `drive` lets lanes talk to a webhook until the time is over."""

    delay: float
    photo: bytes = b""
    port: int = 0
    _answers: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Api(self.delay, self._told, self.photo), "127.0.0.1", 0
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    def expect(self, chat: int) -> asyncio.Future[None]:
        """Return what is done when the bot has said something in this chat."""
        answer = self._answers[chat] = asyncio.get_running_loop().create_future()
        return answer

    def _told(self, chat: int) -> None:
        answer = self._answers.pop(chat, None)
        if answer is not None and not answer.done():
            answer.set_result(None)

    async def drive(
        self, port: int, path: str, secret: str, timings: Timings, *, lanes: int
    ) -> Outcome:
        """Return what came through: a step ends when the platform has taken the bot's answer and
        said so.
        """
        loop, start = asyncio.get_running_loop(), request_to(path, secret)

        async def talk(chat: int) -> None:
            _transport, caller = await loop.create_connection(Caller, "127.0.0.1", port)
            for step in updates(chat):
                if timings.is_over():
                    break
                began = time.perf_counter()
                answer = self.expect(chat)
                for update in step:
                    await caller.post(start, update)
                await answer
                timings.took(began)
            caller.transport.close()

        talks = [asyncio.create_task(talk(FIRST_CHAT + lane)) for lane in range(lanes)]
        while not timings.is_over():
            done, _others = await asyncio.wait(
                talks, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_EXCEPTION
            )
            if done:
                break
        for task in talks:
            if task.done():
                task.result()
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        return timings.outcome()
