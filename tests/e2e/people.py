"""People who talk with the program as it goes: they look at the newest question and tap or type,
whatever happens in between.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.e2e.platform import Platform
from tests.fakes.telegram_methods import FakeMessage
from tests.fakes.telegram_updates import Person

GLANCE = 0.1  # seconds between two looks at the phone
PATIENCE = (
    5.0  # seconds without a word after which somebody opens the chat anew, and is asked again
)
STUCK = 400.0  # seconds in which a conversation must come to its end
FILES = ("photo-0", "photo-1", "photo-2", "photo-3")
MATTER = re.compile(r"事由\d+-\d+")
STEPS = (
    "answer",
    "take",
    "approve",
    "assign",
    "accept",
    "ticket",
)  # of what is offered, the first is done first
OFFERED = re.compile(rf"go:({'|'.join(STEPS)}):([A-Z]{{2}}-\d{{4}}-\d{{4,}})")
FIXED = (
    "提交",
    "完成",
    "跳过",
    "否",
    "是",
)  # labels that are tapped when they are there; elsewhere chance decides
AVOIDED = ("不清楚", "更多", "另选单位", "取消")
GREETING = "这里是"


class Stuck(AssertionError):
    """A conversation did not come to its end."""


@dataclass
class Someone:
    """One person in one chat; `said` holds every matter begun, `sent` those sent off, `dropped`
    those thought better of.
    """

    platform: Platform
    person: Person
    rng: Random
    reports: bool = False
    said: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    reminders: int = 0
    _known: set[tuple[int, int]] = field(
        default_factory=set
    )  # (message, how often it was edited) that were looked at
    _agenda: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # button -> (step, ticket), not done yet
    _done: set[str] = field(default_factory=set)
    _photos: int = 0

    async def files(self, *, drop: bool) -> None:
        """Report or complain, from the first word to the receipt."""
        self._photos = 0
        if self.reports:
            await self._send_photos(self.rng.choice((1, 2)), self._matter())
        else:
            await self._say("投诉")
        await self._walk(drop=drop)

    async def works(self) -> bool:
        """Do the next thing that a button offers and that was not done yet; False when there is
        none.
        """
        self._look()
        if not self._agenda:
            return False
        button = min(self._agenda, key=lambda each: STEPS.index(self._agenda[each][0]))
        _step, number = self._agenda.pop(button)
        self._done.add(button)
        self._photos = 0
        await self._tap(button)
        await self._walk(about=number)
        return True

    async def asks_for(self, words: str) -> None:
        """Ask for the list of what waits, and take up what it names although it was looked at
        before.
        """
        await self._say(words)
        fresh = await self._news()
        named = [data for each in fresh for _label, data in each.buttons if OFFERED.fullmatch(data)]
        self._done.difference_update(named)
        self._note(fresh)

    async def settles(self) -> None:
        """Bring to its end whatever is still open: at last the program greets as one who has
        nothing to ask.
        """
        await self._say("/start")
        await self._walk(greeted=True)

    async def _walk(self, *, drop: bool = False, about: str = "", greeted: bool = False) -> None:
        """Answer question after question until there is none; raises Stuck."""
        begun, nudged, sealed = time.monotonic(), greeted, False
        while time.monotonic() - begun < STUCK:
            fresh = await self._news()
            if not fresh:
                self.reminders += 1
                nudged = True
                await self._say("/start")
            elif questions := [each for each in fresh if _is_question(each)]:
                sealed |= await self._answer(questions[-1], drop=drop)
            elif any(
                _ends(each, nudged=nudged, sealed=sealed and not greeted, about=about)
                for each in fresh
            ):
                return
        raise Stuck(
            f"{self.person}: "
            f"{[(each.text, each.buttons) for each in self.platform.chat(self.person.id)[-4:]]}"
        )

    async def _answer(self, question: FakeMessage, *, drop: bool) -> bool:
        """Answer one question; True when that sent the matter off or dropped it."""
        labels = dict(question.buttons)
        if "提交" in labels:
            matters = set(MATTER.findall(question.text))
            (self.dropped if drop else self.sent).update(matters)
            await self._tap(labels["取消" if drop else "提交"])
            return True
        choices = [
            label
            for label, data in question.buttons
            if data.startswith("ans:") and label not in AVOIDED
        ]
        fixed = [label for label in FIXED if label in choices]
        if fixed or choices:
            await self._tap(labels[fixed[0] if fixed else self.rng.choice(choices)])
        elif "照片" in question.text and "情况" not in question.text:
            await self._send_photos(1)
        else:
            await self._say(
                self._matter() if not self.reports and "情况" in question.text else "已按要求办理"
            )
        return False

    async def _news(self) -> list[FakeMessage]:
        """Return what is new in the chat, [] when nothing comes for long."""
        end = time.monotonic() + PATIENCE * self.rng.uniform(1, 1.5)
        while not (fresh := self._look()) and time.monotonic() < end:  # noqa: ASYNC110  # a person looks; nobody rings a bell
            await asyncio.sleep(GLANCE)
        return fresh

    def _look(self) -> list[FakeMessage]:
        chat = self.platform.chat(self.person.id)
        fresh = [
            each for each in chat[-12:] if (each.message_id, len(each.versions)) not in self._known
        ]
        self._known.update((each.message_id, len(each.versions)) for each in fresh)
        self._note(fresh)
        return fresh

    def _note(self, messages: Sequence[FakeMessage]) -> None:
        offered = [
            found
            for each in messages
            for _label, data in each.buttons
            if (found := OFFERED.fullmatch(data))
        ]
        self._agenda.update(
            {each[0]: (each[1], each[2]) for each in offered if each[0] not in self._done}
        )

    def _matter(self) -> str:
        """Return words that nobody else says."""
        matter = f"事由{self.person.id}-{len(self.said) + 1}"
        self.said.add(matter)
        return matter

    async def _say(self, words: str) -> None:
        await self.platform.bring(self.platform.updates.text(self.person, words))

    async def _tap(self, data: str) -> None:
        await self.platform.bring(self.platform.updates.tap(self.person, data))

    async def _send_photos(self, count: int, caption: str = "") -> None:
        names = [self.rng.choice(FILES) for _each in range(count)]
        for each in self.platform.updates.album(self.person, *names, caption=caption):
            await self.platform.bring(each)


def _ends(message: FakeMessage, *, nudged: bool, sealed: bool, about: str) -> bool:
    """Tell whether this is the end: a greeting for one who has nothing to answer, a receipt, or
    word about the ticket.
    """
    return (nudged and GREETING in message.text) or sealed or bool(about and about in message.text)


def _is_question(message: FakeMessage) -> bool:
    """A question has choices, or at least the way back or out; an apology has the way out and the
    menu.
    """
    tokens = [data for _label, data in message.buttons]
    return any(each.startswith("ans:") for each in tokens) or bool(
        {"go:back", "go:cancel"} & {*tokens} and "go:menu" not in tokens
    )
