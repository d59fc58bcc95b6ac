"""Processes for work on pictures: a hostile file can kill or stall one, never the program."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

from bot.media.turns import Turn, Turns

IDLE_SECONDS = 60.0  # after which workers give their memory back
MAX_MEMORY_BYTES = 640 << 20  # of address space for one worker: twice what it takes at most

Given = ParamSpec("Given")
Result = TypeVar("Result")


class ProcessingFailed(Exception):
    """The work killed its process, or took too long or too much memory, even alone."""


class SandboxPool:
    """Worker processes, started when there is work and let go when there has been none."""

    def __init__(self, seconds: float = 30.0, workers: int = 2) -> None:
        self._seconds = seconds
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._used_at = 0.0
        self._busy = 0
        self._alone = asyncio.Lock()
        self._turns = Turns(workers)

    async def work(
        self, turn: Turn, task: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """Run a module's function in a worker, in its turn; raises what it raises, or
        ProcessingFailed.

        A worker that dies fails all that is under way; each of these is tried once more in a
        process of its own, so that only the one to blame is refused.
        """
        async with self._turns.take(turn):
            return await self._work(partial(task, *given, **named))

    async def _work(self, bound: Callable[[], Result]) -> Result:
        self._busy += 1
        try:
            if self._pool is None:
                self._pool = self._open(self._workers)
            pool = self._pool
            try:
                return await self._run(pool, bound)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = None
                pool.shutdown(wait=False)
            async with self._alone:
                return await self._run_alone(bound)
        finally:
            self._busy -= 1
            self._used_at = time.monotonic()

    def rest(self) -> None:
        """Let the workers go when they have been idle for long."""
        if self._pool is None or self._busy:
            return
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Let the workers go."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _open(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), _start_worker, (MAX_MEMORY_BYTES,)
        )

    async def _run_alone(self, task: Callable[[], Result]) -> Result:
        pool = self._open(1)
        try:
            return await self._run(pool, task)
        except BrokenProcessPool as error:
            raise ProcessingFailed(
                f"it ended its process or took longer than {self._seconds:.0f} s"
            ) from error
        finally:
            pool.shutdown(wait=False)

    async def _run(self, pool: ProcessPoolExecutor, task: Callable[[], Result]) -> Result:
        try:
            return await asyncio.wrap_future(pool.submit(_run_in_time, self._seconds, task))
        except MemoryError as error:
            raise ProcessingFailed("it took too much memory") from error


def _start_worker(memory: int) -> None:
    """Leave Ctrl-C to the program, and bound what a worker may take."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_program, daemon=True).start()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with suppress(ValueError, OSError):  # macOS refuses it
        soft = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _end_with_the_program() -> None:
    """End when the program ends: one that is killed cannot tell its workers."""
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(1)


def _run_in_time(seconds: float, task: Callable[[], Result]) -> Result:
    """Run the task; the alarm, which nothing catches, ends the process even in a decoder."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return task()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
