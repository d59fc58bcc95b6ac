"""The load: an inspector's report in seven messages, as the updates Telegram would send."""

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
FEWEST_STEPS = 20  # from which a round says anything
MORE_SECONDS = 60.0  # for them to come, once the time is over


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

    def is_over(self) -> bool:
        """Tell whether the time is over; a slow machine is given more, to come to any figure."""
        now = time.perf_counter()
        if now >= self.end + MORE_SECONDS:
            return True
        return now >= self.end and len(self.steps) >= FEWEST_STEPS

    def took(self, since: float) -> None:
        """A step that began at `since` is done."""
        now = time.perf_counter()
        if now >= self.begin and not self.is_over():
            self.steps.append((now, now - since))
            self._work = [*self._work[:1], self.worked()]

    def outcome(self) -> Outcome:
        """Return what was reached once it was warm."""
        assert len(self.steps) >= FEWEST_STEPS, f"only {len(self.steps)} steps came through"
        took, conversations = [seconds for _at, seconds in self.steps], len(self.steps) / len(STEPS)
        last, _took = self.steps[-1]
        work = (self._work[-1] - self._work[0]) / conversations
        speed = conversations / max(self.seconds, last - self.begin)
        return Outcome(speed, quantiles(took, n=100)[98], work)


@dataclass(frozen=True)
class Outcome:
    """What a round came to."""

    conversations: float  # a second
    step_p99: float  # seconds
    work: float  # seconds of the processor for one conversation
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
    """Let every lane talk, each waiting for its answer before it goes on."""
    timings = Timings(warm, seconds, time.process_time)

    async def talk(chat: int) -> None:
        for step in updates(chat):
            if timings.is_over():
                return
            began = time.perf_counter()
            for update in step:
                await take(update)
            timings.took(began)

    await asyncio.gather(*(talk(FIRST_CHAT + lane) for lane in range(lanes)))
    return timings.outcome()
