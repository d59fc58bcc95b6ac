"""The log stays readable, and the disk free, whatever strangers do: of one event so many lines a
minute, and then how many were left out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

MAX_LINES_A_MINUTE = 20
MINUTE_SECONDS = 60.0
MAX_EVENTS = 1000  # that are told apart; beyond, all are counted anew


class LogLimit(logging.Filter):
    """Leaves out what is said too often, for structlog as a processor and for logging as a filter;
    `clock` gives monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.left_out = 0  # since the start
        self._clock = clock
        self._lock = threading.Lock()
        self._said: dict[str, tuple[float, int]] = {}  # since when, how many lines

    def __call__(
        self, _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Return the event, with how many like it were left out before; raises DropEvent."""
        left_out = self._count(str(event.get("event")))
        if left_out is None:
            raise structlog.DropEvent
        if left_out:
            event["left_out"] = left_out
        return event

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record of the standard library is written."""
        return self._count(f"{record.name} {record.msg}") is not None

    def _count(self, event: str) -> int | None:
        """Count one line; return how many were left out in the minute before, None for too many."""
        now = self._clock()
        with self._lock:
            if event not in self._said and len(self._said) >= MAX_EVENTS:
                self._said.clear()
            since, lines = self._said.get(event, (now, 0))
            if now - since < MINUTE_SECONDS:
                self._said[event] = (since, lines + 1)
                if lines < MAX_LINES_A_MINUTE:
                    return 0
                self.left_out += 1
                return None
            self._said[event] = (now, 1)
            return max(0, lines - MAX_LINES_A_MINUTE)
