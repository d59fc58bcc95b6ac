"""Whose work on a picture begins next: the staff's first, strangers' one at a time, as memory
allows.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

MEMORY = 340_000_000  # bytes for what is under way, beside what the idle workers hold


@dataclass(frozen=True, slots=True)
class Turn:
    """What a piece of work asks for: bytes of memory, for the staff or for strangers."""

    is_staff: bool = True
    memory: int = 0


class Turns:
    """Lets so many pieces of work be under way at once; strangers leave one place free."""

    def __init__(self, places: int, memory: int = MEMORY) -> None:
        self._places = places
        self._memory = memory
        self._under_way: list[Turn] = []
        self._staff: deque[tuple[Turn, asyncio.Future[None]]] = deque()
        self._strangers: deque[tuple[Turn, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def take(self, turn: Turn) -> AsyncIterator[None]:
        """Wait for the turn, and hold it until the block ends."""
        line = self._staff if turn.is_staff else self._strangers
        waiting = (turn, asyncio.get_running_loop().create_future())
        line.append(waiting)
        self._call()
        try:
            await waiting[1]
        except asyncio.CancelledError:
            if waiting in line:
                line.remove(waiting)
            else:
                self._under_way.remove(turn)
            self._call()
            raise
        try:
            yield
        finally:
            self._under_way.remove(turn)
            self._call()

    def _call(self) -> None:
        """Let begin what may: strangers only when none of the staff waits."""
        while self._staff and self._has_room(self._staff[0][0]):
            self._begin(self._staff)
        while not self._staff and self._strangers and self._has_room(self._strangers[0][0]):
            self._begin(self._strangers)

    def _begin(self, line: deque[tuple[Turn, asyncio.Future[None]]]) -> None:
        turn, called = line.popleft()
        self._under_way.append(turn)
        called.set_result(None)

    def _has_room(self, turn: Turn) -> bool:
        strangers = sum(not each.is_staff for each in self._under_way)
        if len(self._under_way) >= self._places:
            return False
        if not turn.is_staff and strangers >= max(1, self._places - 1):
            return False
        used = sum(each.memory for each in self._under_way)
        return not self._under_way or used + turn.memory <= self._memory
