"""Who may be sent to next: one message in flight per chat, in order, within what the platform
allows; no clock, no I/O.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from bot.channels.base import Budget

# of a platform's second: what comes a little early is refused, and what was refused is sent twice
SLOT_MARGIN = 1.02
# seconds of slots that are given out at once, so that what is read from the database is read in
# batches
BATCH_SECONDS = 0.1
# seconds by which an answer may overtake announcements: who asks waits for it, who is reminded does
# not
BULK_DELAY_SECONDS = 600.0


@dataclass(slots=True)
class Waiting:
    """A row of the outbox that waits in memory; `ready_at` is on the caller's monotonic clock,
    `bulk` is an announcement.
    """

    id: int
    chat_id: int
    address: str
    attempts: int = 0
    ready_at: float = 0.0
    bulk: bool = False


@dataclass(slots=True)
class Lane:
    """One chat: its rows in order, and when it may be sent to again."""

    windows: tuple[tuple[deque[float], float], ...]
    rows: list[Waiting] = field(default_factory=list)
    busy: bool = False
    stopped_until: float = -math.inf
    entry: int = -1  # the one entry of it in the heaps that counts
    done_at: float = -math.inf  # when the last send of it came to its end

    def open_at(self) -> float:
        """Return when its first row may go."""
        windows = (
            times[0] + seconds for times, seconds in self.windows if len(times) == times.maxlen
        )
        return max(self.rows[0].ready_at, self.stopped_until, *windows)

    def forget_at(self) -> float:
        """Return when its history says nothing any more."""
        return max(
            (times[-1] + seconds for times, seconds in self.windows if times), default=-math.inf
        )


class Lanes:
    """One channel's lanes and its global slots; all times are seconds on one monotonic clock."""

    def __init__(self, budget: Budget, is_group: Callable[[str], bool]) -> None:
        self._budget = budget
        self._is_group = is_group
        self._gap = SLOT_MARGIN / budget.per_second if budget.per_second > 0 else 0.0
        self._next_slot = -math.inf
        self._lanes: dict[int, Lane] = {}
        self._later: list[tuple[float, int, int]] = []  # (when it opens, entry, chat)
        self._ready: list[tuple[float, int, int]] = []  # (rank, entry, chat)
        self._entries = count()
        self.stopped_until = -math.inf

    def add(self, row: Waiting) -> None:
        """Take a row in."""
        lane = self._lanes.get(row.chat_id)
        if lane is None:
            windows = (
                self._budget.per_group if self._is_group(row.address) else self._budget.per_chat
            )
            lane = self._lanes[row.chat_id] = Lane(
                tuple((deque(maxlen=most), seconds) for most, seconds in windows)
            )
        insort(lane.rows, row, key=lambda waiting: waiting.id)
        if not lane.busy:
            self._line_up(lane)

    def is_idle_since(self, chat_id: int, moment: float) -> bool:
        """Tell whether nothing has waited or been sent in this lane since the moment."""
        lane = self._lanes.get(chat_id)
        return lane is None or not (lane.rows or lane.busy or lane.done_at >= moment)

    def pick(self, now: float, most: int = 200) -> list[tuple[Waiting, float]]:
        """Return the rows to send and when to send each; their lanes are busy until `done`."""
        picked: list[tuple[Waiting, float]] = []
        if now < self.stopped_until:
            return picked
        self._open(now)
        slot = max(now, self._next_slot)
        while slot <= now + BATCH_SECONDS and len(picked) < most:
            lane = self._pop_ready()
            if lane is None:
                break
            lane.busy = True
            picked.append((lane.rows.pop(0), slot))
            slot += self._gap
            self._next_slot = slot
        return picked

    def done(
        self,
        row: Waiting,
        now: float,
        *,
        asked: bool = True,
        stop: float = 0.0,
        again: bool = False,
    ) -> None:
        """Free the row's lane after its send, or `stop` seconds later; `asked` counts it, `again`
        puts the row back.
        """
        lane = self._lanes[row.chat_id]
        lane.busy, lane.done_at = False, now
        if asked:
            for times, _ in lane.windows:
                # When the answer came: whatever the way there took, the next arrives after it.
                times.append(now)
        if stop > 0:
            lane.stopped_until = max(lane.stopped_until, now + stop)
        if again:
            insort(lane.rows, row, key=lambda waiting: waiting.id)
        if lane.rows:
            self._line_up(lane)

    def drop(self, chat_id: int) -> list[int]:
        """Forget the chat's waiting rows; return their ids."""
        lane = self._lanes.get(chat_id)
        if lane is None:
            return []
        dropped = [row.id for row in lane.rows]
        lane.rows.clear()
        lane.entry = -1
        return dropped

    def drop_all(self) -> list[int]:
        """Forget every waiting row; return their ids."""
        return [row_id for chat_id in self._lanes for row_id in self.drop(chat_id)]

    def stop(self, until: float) -> None:
        """Let nothing of the channel go before `until`."""
        self.stopped_until = max(self.stopped_until, until)

    def next_at(self, now: float) -> float:
        """Return when to `pick` again, infinity when nothing waits."""
        self._open(now)
        if self._ready:
            return max(self.stopped_until, self._next_slot - BATCH_SECONDS / 2, now)
        return max(self.stopped_until, self._later[0][0]) if self._later else math.inf

    def cleanup(self, now: float) -> None:
        """Forget lanes without rows whose history is over."""
        over = [
            key
            for key, lane in self._lanes.items()
            if not lane.rows and not lane.busy and _is_over(lane, now)
        ]
        for key in over:
            del self._lanes[key]

    def _line_up(self, lane: Lane) -> None:
        lane.entry = next(self._entries)
        heappush(self._later, (lane.open_at(), lane.entry, lane.rows[0].chat_id))

    def _open(self, now: float) -> None:
        """Move lanes whose time has come to those that are ready; the longest waiting is first,
        answers before announcements.
        """
        while self._later and (self._later[0][0] <= now or self._entry(self._later) is None):
            since, entry, chat_id = heappop(self._later)
            lane = self._lanes.get(chat_id)
            if lane is not None and lane.entry == entry:
                is_bulk = all(row.bulk for row in lane.rows)
                delay = BULK_DELAY_SECONDS if is_bulk else 0.0
                heappush(self._ready, (since + delay, entry, chat_id))
        while self._ready and self._entry(self._ready) is None:
            heappop(self._ready)

    def _pop_ready(self) -> Lane | None:
        while self._ready:
            lane = self._entry(self._ready)
            heappop(self._ready)
            if lane is not None:
                lane.entry = -1
                return lane
        return None

    def _entry(self, heap: list[tuple[float, int, int]]) -> Lane | None:
        """Return the lane of the heap's first entry, None when the lane has been lined up anew
        since.
        """
        _, entry, chat_id = heap[0]
        lane = self._lanes.get(chat_id)
        return lane if lane is not None and lane.entry == entry else None


def _is_over(lane: Lane, now: float) -> bool:
    return max(lane.forget_at(), lane.stopped_until) <= now
