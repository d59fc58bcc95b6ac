"""Work in processes of their own: what kills, stalls or overfills one is refused, the rest is done."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from bot.media import sandbox
from bot.media.sandbox import ProcessingFailed, SandboxPool
from bot.media.turns import Turn

STAFF = Turn()


async def test_what_the_work_returns_or_raises_comes_back() -> None:
    pool = SandboxPool(seconds=20)
    assert await pool.work(STAFF, int, "101", base=2) == 5
    with pytest.raises(ValueError, match="invalid literal"):
        await pool.work(STAFF, int, "five")
    with pytest.raises(ProcessingFailed, match="too much memory"):
        await pool.work(STAFF, bytes, sandbox.MAX_MEMORY_BYTES)
    pool.close()


async def test_work_that_kills_its_process_fails_and_its_neighbour_is_done() -> None:
    pool = SandboxPool(seconds=20)
    deadly = pool.work(STAFF, signal.raise_signal, signal.SIGKILL)
    killed, done = await asyncio.gather(deadly, pool.work(STAFF, abs, -1), return_exceptions=True)
    assert isinstance(killed, ProcessingFailed)
    assert done == 1
    pool.close()


async def test_work_that_takes_too_long_is_ended() -> None:
    pool = SandboxPool(seconds=0.3)
    began = time.monotonic()
    with pytest.raises(ProcessingFailed, match="longer than"):
        await pool.work(STAFF, time.sleep, 60)
    assert time.monotonic() - began < 30
    assert await pool.work(STAFF, abs, -1) == 1
    pool.close()


async def test_idle_workers_are_let_go_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = SandboxPool(seconds=20, workers=1)
    pool.rest()
    first = await pool.work(STAFF, os.getpid)
    pool.rest()
    assert await pool.work(STAFF, os.getpid) == first
    monkeypatch.setattr(sandbox, "IDLE_SECONDS", -1.0)
    pool.rest()
    assert await pool.work(STAFF, os.getpid) != first
    pool.close()
