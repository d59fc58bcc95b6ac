"""The demo's clock: the real one, moved on; the database keeps how far."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channels.wecom.token_store import StoredToken
from scheduler.fast_forward import FastForward
from scheduler.ticker import Ticker
from storage.database import Database

NAME = "demo clock"


class DemoClock:
    """Tells the demo's time, and lets it pass."""

    def __init__(self, database: Database, real: Callable[[], datetime]) -> None:
        self._real = real
        self._kept = StoredToken(database, NAME)
        self._one_at_a_time = threading.Lock()
        kept = self._kept.load()
        self._ahead = timedelta(seconds=int(kept[0])) if kept is not None else timedelta(0)

    def __call__(self) -> datetime:
        """Return the demo's moment."""
        return self._real() + self._ahead

    def forward(self, span: timedelta, ticker: Ticker) -> None:
        """Move on by whole seconds and do what falls due meanwhile, in its order.

        Raises DatabaseAway, and then time has passed only in part.
        """
        with self._one_at_a_time:
            before = self._ahead
            since = self()
            FastForward(ticker, self._move_to, since).until(since + span)
            self._ahead = max(self._ahead, before + span)  # and the time that this took
            self._kept.save(str(int(self._ahead.total_seconds())), self())
            ticker.run_all()  # those without a moment of their own; and none is late after the leap

    def _move_to(self, moment: datetime) -> None:
        # a clock that went back would push some things twice
        self._ahead = max(self._ahead, moment - self._real())
