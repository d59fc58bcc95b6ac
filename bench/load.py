"""The load: an inspector's report in seven messages, as the updates Telegram would send, the same
for all who are measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from statistics import quantiles
from typing import Any

LANES = 64  # chats that talk at the same time
FIRST_CHAT = 700_000
# people of a bureau whose language the bot remembers; PicklePersistence writes them all at each
# update
BUREAU = 500
UNITS = (*(f"第{number}中学" for number in "一二三四五六七八九十"), "城关小学", "局机关")
KINDS = (
    "迟到",
    "早退",
    "缺席",
    "替会",
    "玩手机",
    "接打电话",
    "交头接耳",
    "打瞌睡",
    "随意走动",
    "吸烟",
    "会场外逗留",
)
PHOTO = {
    "photo": [
        {
            "file_id": "AgACAgUAAxkBAAI",
            "file_unique_id": "AQADsmall",
            "width": 320,
            "height": 240,
            "file_size": 21_000,
        },
        {
            "file_id": "AgACAgUAAxkBAAJ",
            "file_unique_id": "AQADlarge",
            "width": 1280,
            "height": 960,
            "file_size": 190_000,
        },
    ]
}
# Each step is answered once; the photo comes right before "Done", as the last of an album does.
STEPS: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"text": "/report", "entities": [{"type": "bot_command", "offset": 0, "length": 7}]},),
    (PHOTO, {"text": "Done"}),
    ({"text": "第三中学"},),
    ({"text": "1"},),
    ({"text": "开会期间三名教师在后排玩手机"},),
    ({"text": "行政楼三楼报告厅"},),
    ({"text": "1"},),
)
COUNTER = count(1)


@dataclass
class Timings:
    """Seconds each step took; `worked` tells the seconds the bot's processor has worked so far."""

    warm: float
    seconds: float
    worked: Callable[[], float]
    steps: list[tuple[float, float]] = field(default_factory=list)
    _work: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begin = time.perf_counter() + self.warm
        self.end = self.begin + self.seconds

    def took(self, since: float) -> None:
        """A step that began at `since` is done."""
        now = time.perf_counter()
        if self.begin <= now < self.end:
            self.steps.append((now, now - since))
            self._work = [*self._work[:1], self.worked()]

    def outcome(self) -> Outcome:
        """Return what was reached once it was warm."""
        assert len(self.steps) >= 20, f"only {len(self.steps)} steps came through"
        took, conversations = [seconds for _at, seconds in self.steps], len(self.steps) / len(STEPS)
        work = (self._work[-1] - self._work[0]) / conversations
        return Outcome(conversations / self.seconds, quantiles(took, n=100)[98], work)


@dataclass(frozen=True)
class Outcome:
    """Conversations a second, and in seconds the 99th percentile of a step and the processor time
    of a conversation.
    """

    conversations: float
    step_p99: float
    work: float
    spread: tuple[float, float] = (0.0, 0.0)  # the slowest and the fastest round


def numbered(chat: int, said: dict[str, Any]) -> dict[str, Any]:
    """Return what a chat said as an update with a number of its own."""
    number = next(COUNTER)
    person = {"id": chat, "is_bot": False, "first_name": "督查员", "language_code": "zh-hans"}
    about = {
        "date": 1_772_500_000,
        "chat": {"id": chat, "type": "private", "first_name": "督查员"},
        "from": person,
    }
    return {"update_id": number, "message": {"message_id": number, **about, **said}}


def updates(chat: int) -> Iterator[tuple[dict[str, Any], ...]]:
    """Return one chat's updates step by step, conversation after conversation, without end."""
    for step in cycle(STEPS):
        yield tuple(numbered(chat, said) for said in step)


async def drive(
    take: Callable[[dict[str, Any]], Awaitable[None]],
    seconds: float,
    *,
    lanes: int = LANES,
    warm: float = 0.7,
) -> Outcome:
    """Let every lane talk, each waiting for its answer before it goes on; what was done before it
    was warm does not count.
    """
    timings = Timings(warm, seconds, time.process_time)

    async def talk(chat: int) -> None:
        for step in updates(chat):
            if (began := time.perf_counter()) >= timings.end:
                return
            for update in step:
                await take(update)
            timings.took(began)

    await asyncio.gather(*(talk(FIRST_CHAT + lane) for lane in range(lanes)))
    return timings.outcome()
