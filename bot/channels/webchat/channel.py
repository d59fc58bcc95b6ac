"""The web chat as a channel: the outbox is its mailbox, so sending is waking the pages that are
open.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlmodel import select

from bot.channels.base import FetchFailed, Outgoing, Sent
from bot.channels.webchat.traits import WEB_CHAT
from storage.database import Database
from storage.tables import Evidence

# Longer than any photo waits between its upload and the commit that records it.
UPLOAD_LIFETIME = timedelta(hours=1)
UPLOAD = re.compile(r"[0-9a-f]{32}")
MAX_PAGES_A_CHAT = 3  # that are told at once; the newest ones
MAX_PAGES_A_NETWORK = 100  # a whole school may stand behind one address


class TooLarge(Exception):
    """The photo has more bytes than are allowed."""


class Bell(asyncio.Event):
    """Rings when there is mail for the chat, when the program ends, and when the page must rest:
    others have its place.
    """

    must_rest = False

    def send_to_rest(self) -> None:
        """Tell the page to look now and then."""
        self.must_rest = True
        self.set()


class WebChannel:
    """Wakes open pages, which read their mail themselves; keeps uploads in the folder `uploads`
    until the evidence worker has them.
    """

    traits = WEB_CHAT

    def __init__(self, uploads: Path) -> None:
        self.uploads = uploads
        self.closing = asyncio.Event()
        self._open: dict[str, dict[Bell, None]] = defaultdict(dict)  # by chat, the oldest first
        self._listening: Counter[str] = Counter()  # by network
        self._watchers: set[asyncio.Queue[str]] = set()

    def is_group(self, address: str) -> bool:
        """A web chat is one person's."""
        return False

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Wake the chat's open pages; the row waits in the outbox for those that are not open."""
        for bell in self._open.get(address, ()):
            bell.set()
        for queue in self._watchers:
            if not queue.full():  # a watcher so far behind looks at every chat anyway
                queue.put_nowait(address)
        return Sent(str(out.id))

    @contextmanager
    def listen(self, address: str, network: str = "") -> Iterator[Bell]:
        """Give a page of the chat its bell.

        Of too many pages of a chat the oldest must rest, of too many in a network the newest.
        """
        bell = Bell()
        if self._listening[network] >= MAX_PAGES_A_NETWORK:
            bell.send_to_rest()
        else:
            self._open[address][bell] = None
        self._listening[network] += 1
        pages = self._open.get(address, {})
        while len(pages) > MAX_PAGES_A_CHAT:
            oldest = next(iter(pages))
            del pages[oldest]
            oldest.send_to_rest()
        try:
            yield bell
        finally:
            pages.pop(bell, None)
            if not pages:
                self._open.pop(address, None)
            self._listening[network] -= 1
            self._listening += Counter()  # forgets those of whom none is left

    async def watch(self, addresses: frozenset[str], beat: float) -> AsyncIterator[str | None]:
        """Yield each of these chats when it has mail, and None every `beat` seconds of silence,
        until the program ends.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        self._watchers.add(queue)
        try:
            while not self.closing.is_set():
                try:
                    address = await asyncio.wait_for(queue.get(), beat)
                except TimeoutError:
                    yield None
                else:
                    if address in addresses:
                        yield address
        finally:
            self._watchers.discard(queue)

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Copy the uploaded file; one that is not here may lie with another replica, so it is worth
        another try.
        """
        name = str(source.get("file", ""))
        if not UPLOAD.fullmatch(name):
            raise FetchFailed("not an upload", final=True)
        try:
            await asyncio.to_thread(_copy, self.uploads / name, into, limit)
        except TooLarge as error:
            raise FetchFailed(str(error), final=True) from error
        except OSError as error:
            raise FetchFailed(
                f"the upload cannot be read: {error.strerror}", final=False
            ) from error

    def keep_upload(self, address: str, key: str, file: BinaryIO) -> str:
        """Store the bytes durably and return their name, the same for a repeated upload; raises
        OSError.
        """
        name = hashlib.sha256(f"{address}:{key}".encode()).hexdigest()[:32]
        self.uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.uploads / f"{name}.{os.urandom(4).hex()}.part"
        try:
            with part.open("wb") as target:
                shutil.copyfileobj(file, target, 1 << 16)
                target.flush()
                os.fsync(
                    target.fileno()
                )  # its message is acknowledged after this: a power cut must not take it
            part.replace(self.uploads / name)
        finally:
            part.unlink(missing_ok=True)
        return name

    def sweep_uploads(self, database: Database, now: datetime) -> int:
        """Delete uploads that are old and that no picture waits for; return how many."""
        if not self.uploads.is_dir():
            return 0
        oldest = (now - UPLOAD_LIFETIME).timestamp()
        old = [file for file in self.uploads.iterdir() if file.stat().st_mtime < oldest]
        if not old:
            return 0
        with database.read() as session:
            sources = session.exec(select(Evidence.source).where(Evidence.state == "pending")).all()
        wanted = {source.get("file") for source in sources}
        swept = [file for file in old if file.name not in wanted]
        for file in swept:
            file.unlink(missing_ok=True)
        return len(swept)

    async def start(self) -> None:
        """Nothing to connect to: the pages come to us."""

    async def stop_listening(self) -> None:
        """End every open stream."""
        self.end_streams()

    async def stop(self) -> None:
        """Do the same: there are no connections of ours."""
        self.end_streams()

    def end_streams(self) -> None:
        """End every open stream at once; call it in the loop, before the server is told to stop,
        which waits for them.
        """
        self.closing.set()
        for bells in list(self._open.values()):
            for bell in list(bells):
                bell.set()
        for queue in self._watchers:
            if not queue.full():
                queue.put_nowait("")


def _copy(upload: Path, into: Path, limit: int) -> None:
    with upload.open("rb") as source, into.open("wb") as target:
        left = limit
        while chunk := source.read(1 << 16):
            left -= len(chunk)
            if left < 0:
                raise TooLarge(f"more than {limit} bytes")
            target.write(chunk)
