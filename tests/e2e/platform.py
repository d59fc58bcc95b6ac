"""Telegram on a bad day: it brings again what was not acknowledged, repeats what was, and answers
500, 429 or not at all.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.fakes.telegram import FakeTelegram, Fault
from tests.fakes.telegram_methods import FakeMessage
from tests.fakes.telegram_updates import Update, Updates

REPEATED = 0.05  # of what was acknowledged comes again
LATEST = 3.0  # seconds later
TRIES = 100_000
FAULTS = (
    (0.010, Fault(500, "Internal Server Error")),
    (0.005, Fault(502, gateway_page=True)),
    (0.010, Fault(429, "Too Many Requests: retry after 1", retry_after=1)),
    (0.005, Fault(drop=True)),
    (0.005, Fault(drop=True, after=True)),
)
SAFE = (
    "getMe",
    "setWebhook",
    "deleteWebhook",
    "setMyCommands",
)  # a bad start is another test's matter


@dataclass
class Platform:
    """Brings what people do and counts what became of it; `told` hears of everything that happens,
    for the killer.
    """

    fake: FakeTelegram
    rng: Random
    updates: Updates = field(default_factory=Updates)
    told: Callable[[str], None] = lambda _what: None
    brought: dict[int, str] = field(default_factory=dict)
    repeated: int = 0
    lost_answers: int = 0
    refused: int = 0
    _repeats: set[asyncio.Task[None]] = field(default_factory=set)
    _chats: dict[int, list[FakeMessage]] = field(default_factory=lambda: defaultdict(list))
    _sorted: int = 0

    def __post_init__(self) -> None:
        self.fake.trouble = self._trouble

    async def bring(self, update: Update) -> None:
        """Bring an update until it is acknowledged; now and then once more."""
        self.brought[update["update_id"]] = _key_of(update)
        asyncio.get_running_loop().call_soon(self.told, "post")
        await self.fake.deliver(update, tries=TRIES)
        if self.rng.random() < REPEATED:
            task = asyncio.create_task(self._repeat(update, self.rng.uniform(0, LATEST)))
            self._repeats.add(task)
            task.add_done_callback(self._repeats.discard)

    def chat(self, chat_id: int) -> list[FakeMessage]:
        """Return what stands in the chat, oldest first; thousands of messages are not gone through
        anew at each look.
        """
        for each in self.fake.sent[self._sorted :]:
            self._chats[each.chat_id].append(each)
        self._sorted = len(self.fake.sent)
        return self._chats[chat_id]

    async def finish(self) -> None:
        """Wait for the repeats that are still to come; raises what they raise."""
        await asyncio.gather(*self._repeats)

    def shown_twice(self) -> int:
        """Return how many messages with a button of their own stand in a chat more than once."""
        asked = [
            each
            for each in self.fake.sent
            if any(data.startswith("ans:") for _label, data in each.buttons)
        ]
        return len(asked) - len({(each.chat_id, each.text, *each.buttons) for each in asked})

    async def _repeat(self, update: Update, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.repeated += 1
        await self.fake.deliver(update, tries=TRIES)

    def _trouble(self, method: str) -> Fault | None:
        self.told(method)
        if method in SAFE:
            return None
        chance = self.rng.random()
        for share, fault in FAULTS:
            chance -= share
            if chance < 0:
                lost = (
                    fault.drop or fault.gateway_page
                )  # either way nobody knows whether it was done
                self.lost_answers += lost
                self.refused += not lost
                return fault
        return None


def _key_of(update: Update) -> str:
    """Return the key under which the program knows the delivery."""
    tap = update.get("callback_query")
    said = update.get("message") or update.get("edited_message") or {}
    return f"{update['update_id']}.{tap['id'] if tap else said.get('message_id')}"
