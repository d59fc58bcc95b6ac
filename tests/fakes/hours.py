"""An event loop whose hours pass as soon as nobody has anything to do: sleeping takes no time,
threads run in between.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

BEGAN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

Result = TypeVar("Result")


class NothingWillHappen(AssertionError):
    """Everybody waits for somebody else."""


class _Selector(selectors.DefaultSelector):
    def __init__(self, passed: Callable[[float], None]) -> None:
        super().__init__()
        self._passed = passed

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise NothingWillHappen
        self._passed(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that owns its time; what is handed to a thread is done at once, in this one."""

    def __init__(self) -> None:
        self._passed = 0.0
        super().__init__(_Selector(self._pass))

    def _pass(self, seconds: float) -> None:
        self._passed += seconds

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._passed

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """Do the work now."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  # handed on to whoever awaits it
            done.set_exception(error)
        return done


def run_virtually(act: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run the coroutine on a loop of virtual hours."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(act())


def virtual_clock() -> datetime:
    """Return the virtual moment, the beginning where no loop runs."""
    try:
        return BEGAN + timedelta(seconds=asyncio.get_running_loop().time())
    except RuntimeError:
        return BEGAN
