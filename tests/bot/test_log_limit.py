"""What strangers bring about over and over fills no disk."""

from __future__ import annotations

import logging

import pytest
import structlog

from bot import log_limit
from bot.log_limit import MAX_LINES_A_MINUTE, LogLimit


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def written(limit: LogLimit, event: str, times: int) -> list[int]:
    """Log the event, and return for each line written how many it says were left out."""
    lines = []
    for _time in range(times):
        try:
            lines.append(limit(None, "warning", {"event": event}).get("left_out", 0))
        except structlog.DropEvent:
            continue
    return lines


def test_of_one_event_so_many_lines_a_minute_are_written_and_the_rest_counted() -> None:
    clock = Clock()
    limit = LogLimit(clock)
    assert written(limit, "refused", 100) == [0] * MAX_LINES_A_MINUTE
    assert written(limit, "another", 1) == [0]
    clock.now = 59.9
    assert written(limit, "refused", 1) == []
    clock.now = 60.1
    assert written(limit, "refused", 2) == [101 - MAX_LINES_A_MINUTE, 0]
    clock.now = 200.0
    assert written(limit, "refused", 1) == [0]
    assert limit.left_out == 101 - MAX_LINES_A_MINUTE


def test_lines_of_the_standard_library_are_limited_too() -> None:
    limit = LogLimit(Clock())
    record = logging.makeLogRecord({"name": "uvicorn.error", "msg": "Invalid HTTP request"})
    assert sum(limit.filter(record) for _time in range(100)) == MAX_LINES_A_MINUTE


def test_so_many_events_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_limit, "MAX_EVENTS", 3)
    limit = LogLimit(Clock())
    for number in range(50):
        written(limit, f"event {number}", 1)
    assert len(limit._said) <= 4
