"""What one stranger can do to the program over the wire: streams, half-sent requests, photos."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

PATIENCE = 60.0  # seconds for one answer
HEAD = "Host: 127.0.0.1\r\nX-Mingcha: 1\r\n"
STATUS = re.compile(rb"^HTTP/1\.1 (\d{3})")
COOKIE = re.compile(rb"(?im)^set-cookie: ([^;]+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program said."""

    status: int
    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat begun in a browser."""

    path: str
    cookie: str


@dataclass
class Stranger:
    """Somebody at the loopback address `host`, who holds what is opened until it is let go."""

    port: int
    host: str
    held: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def ask(self, line: str, body: bytes = b"", more: str = "") -> Answer:
        """Ask once, over a connection of its own; raises OSError."""
        reader, writer = await self._open()
        try:
            head = f"{line} HTTP/1.1\r\n{HEAD}{more}Connection: close\r\n"
            if body:
                head += f"Content-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"\r\n" + body)
            said = await asyncio.wait_for(reader.read(), PATIENCE)
        finally:
            writer.close()
        start, _, rest = said.partition(b"\r\n\r\n")
        status = STATUS.match(start)
        return Answer(int(status[1]) if status else 0, start, rest)

    async def begin(self, number: int = 0) -> Chat:
        """Begin a chat."""
        return await self.enter("/begin", number)

    async def enter(self, path: str, number: int = 0) -> Chat:
        """Begin a chat at this entrance."""
        wish = json.dumps({"key": f"stranger-{self.host}-{number}".replace(".", "_")}).encode()
        answer = await self.ask(f"POST {path}", wish, "Content-Type: application/json\r\n")
        cookie = COOKIE.search(answer.head)
        assert answer.status == 201, answer
        assert cookie, answer
        return Chat(json.loads(answer.body)["chat"], cookie[1].decode())

    async def say(self, chat: Chat, key: str, text: str) -> int:
        """Say something in the chat, and return the status."""
        body = json.dumps({"key": key, "text": text}).encode()
        more = f"Content-Type: application/json\r\nCookie: {chat.cookie}\r\n"
        return (await self.ask(f"POST {chat.path}say", body, more)).status

    async def send_photo(self, chat: Chat, key: str, photo: bytes) -> int:
        """Send a photo to the chat, and return the status."""
        fields = f'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n{key}\r\n'
        file = '--b\r\nContent-Disposition: form-data; name="photo"; filename="p"\r\n\r\n'
        body = f"{fields}{file}".encode() + photo + b"\r\n--b--\r\n"
        more = f"Content-Type: multipart/form-data; boundary=b\r\nCookie: {chat.cookie}\r\n"
        return (await self.ask(f"POST {chat.path}photo", body, more)).status

    async def hold(self, count: int, said: str) -> int:
        """Open so many connections, say this on each, and hold them; return how many opened."""
        opened = 0
        for _connection in range(count):
            with suppress(OSError):
                reader, writer = await self._open()
                self.held.append((reader, writer))
                writer.write(said.encode())
                opened += 1
        return opened

    async def hold_streams(self, chat: Chat, count: int) -> int:
        """Open so many event streams of one chat."""
        line = f"GET {chat.path}events HTTP/1.1\r\n{HEAD}Cookie: {chat.cookie}\r\n\r\n"
        return await self.hold(count, line)

    async def heard(self, seconds: float) -> list[tuple[bytes, bool]]:
        """Return what came on each connection held, and whether it has ended, after a while."""
        return list(await asyncio.gather(*(_listen(each, seconds) for each, _ in self.held)))

    def let_go(self) -> None:
        """Close what is held."""
        for _reader, writer in self.held:
            writer.close()
        self.held.clear()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.host, 0))


def slow_photo() -> bytes:
    """Return a photo that takes as long, and as much memory, as any that is taken."""
    file = BytesIO()
    Image.linear_gradient("L").resize((7050, 7050)).convert("LA").save(
        file, "PNG", compress_level=1
    )
    return file.getvalue()


@asynccontextmanager
async def stranger(port: int, host: str) -> AsyncIterator[Stranger]:
    """Let a stranger do something, and let go of everything afterwards."""
    somebody = Stranger(port, host)
    try:
        yield somebody
    finally:
        somebody.let_go()


async def _listen(reader: asyncio.StreamReader, seconds: float) -> tuple[bytes, bool]:
    heard = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            try:
                while chunk := await reader.read(1 << 16):
                    heard += chunk
            except ConnectionError:
                pass
            return heard, True
    return heard, False
