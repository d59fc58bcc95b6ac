"""A channel in memory: it keeps what it is given, and fails as it is told to."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.base import Budget, ChannelTraits, FetchFailed, Outgoing, Sent
from locales import Message


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it arrived, and when."""

    address: str
    out: Outgoing
    at: float


class FakeChannel:
    """Takes `latency` seconds for each message; `failures` hold what the next sends to an address
    raise.
    """

    def __init__(
        self, name: str = "fake", budget: Budget | None = None, latency: float = 0.0
    ) -> None:
        self.traits = ChannelTraits(
            name=name,
            label=Message(name),
            budget=budget or Budget(per_second=1000),
            page_size=8,
        )
        self.latency = latency
        self.arrived: list[Arrived] = []
        self.asked: list[tuple[str, float]] = []
        self.failures: dict[str, list[Exception]] = defaultdict(list)
        self.photos: dict[str, bytes | Exception] = {}
        self.fetched: list[str] = []
        self.in_flight: dict[str, int] = defaultdict(int)
        self.most_in_flight = 0

    def is_group(self, address: str) -> bool:
        """Addresses that begin with a dash are groups."""
        return address.startswith("-")

    def fail(self, address: str, *failures: Exception) -> None:
        """Have the next sends to the address fail like this, one after the other."""
        self.failures[address].extend(failures)

    def texts(self, address: str | None = None) -> list[str]:
        """Return what arrived, in order."""
        return [each.out.text for each in self.arrived if address in (None, each.address)]

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Keep the message, or fail."""
        self.asked.append((address, asyncio.get_running_loop().time()))
        self.in_flight[address] += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight[address])
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            if self.failures[address]:
                raise self.failures[address].pop(0)
        finally:
            self.in_flight[address] -= 1
        self.arrived.append(Arrived(address, out, asyncio.get_running_loop().time()))
        return Sent(f"ref-{out.id}")

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Write the photo that lies under the source's "file"."""
        name = source["file"]
        self.fetched.append(name)
        photo = self.photos.get(name, FetchFailed("no such photo", final=True))
        if isinstance(photo, Exception):
            raise photo
        if len(photo) > limit:
            raise FetchFailed(f"{len(photo)} bytes, {limit} allowed", final=True)
        await asyncio.to_thread(into.write_bytes, photo)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop_listening(self) -> None:
        """Nothing to hear."""

    async def stop(self) -> None:
        """Nothing to disconnect from."""
