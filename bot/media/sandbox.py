"""Work on pictures in processes of their own: a hostile file can kill or stall one of them, never
the program.
"""

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

IDLE = 60.0  # seconds after which idle workers give their memory back
MEMORY = 2 << 30  # bytes of address space for one worker

Given = ParamSpec("Given")
Made = TypeVar("Made")


class ProcessingFailed(Exception):
    """The work killed its process, or took too long or too much memory, even alone."""


class SandboxPool:
    """Two worker processes, started when there is work and let go when there has been none for a
    minute.
    """

    def __init__(self, seconds: float = 30.0, workers: int = 2) -> None:
        self._seconds = seconds
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._used_at = 0.0
        self._busy = 0
        self._alone = asyncio.Lock()

    async def work(
        self, task: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
    ) -> Made:
        """Run the task, a function of a module, in a worker; raises what it raises, or Unworkable.

        A worker that dies fails all that is under way; each of these is tried once more in a
        process of its own, so that only the one to blame is refused.
        """
        self._busy += 1
        try:
            if self._pool is None:
                self._pool = self._open(self._workers)
            pool = self._pool
            try:
                return await self._run(pool, task, *given, **named)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = None
                pool.shutdown(wait=False)
            async with self._alone:
                alone = self._open(1)
                try:
                    return await self._run(alone, task, *given, **named)
                except BrokenProcessPool as error:
                    raise ProcessingFailed(
                        f"it ended its process or took longer than {self._seconds:.0f} s"
                    ) from error
                finally:
                    alone.shutdown(wait=False)
        finally:
            self._busy -= 1
            self._used_at = time.monotonic()

    def rest(self) -> None:
        """Let the workers go when they have been idle for long."""
        if self._pool is not None and not self._busy and time.monotonic() - self._used_at > IDLE:
            self.close()

    def close(self) -> None:
        """Let the workers go."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _open(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), _settle_in, (MEMORY,)
        )

    async def _run(
        self,
        pool: ProcessPoolExecutor,
        task: Callable[Given, Made],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Made:
        try:
            return await asyncio.wrap_future(
                pool.submit(_in_time, self._seconds, partial(task, *given, **named))
            )
        except MemoryError as error:
            raise ProcessingFailed("it took too much memory") from error


def _settle_in(memory: int) -> None:
    """Leave Ctrl-C to the program, and bound what a worker may take."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_program, daemon=True).start()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with suppress(ValueError, OSError):  # macOS refuses it
        resource.setrlimit(
            resource.RLIMIT_AS,
            (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard),
        )


def _end_with_the_program() -> None:
    """Wait for the program's end and go with it: one that is killed cannot tell its workers, and
    they would stay for ever.
    """
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(1)


def _in_time(seconds: float, task: Callable[[], Made]) -> Made:
    """Run the task; the alarm, which nothing catches, ends the process even in the middle of a
    decoder.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return task()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
