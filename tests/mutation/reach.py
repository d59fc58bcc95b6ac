"""A pytest plugin: write down which lines of the program each test reaches.

Per worker one file: the tests that passed with their seconds of work, and for each file and line a number
whose n-th bit says that the n-th test was there. What is kept between runs also holds the sources
as they were, so that after a change only the tests that changed are traced again.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "casework", "talk", "handlers", "scheduler", "storage", "pictures", "bot")
FOLDER = "MUTATION_REACH"  # the variable that says where the files go


@dataclass
class Reach:
    """Which tests there are, and which of them came to a line."""

    tests: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lines: dict[str, dict[int, int]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)  # as they were when last looked at

    def add(self, test: str, seconds: float, reached: set[tuple[str, int]]) -> None:
        """Add what one test reached."""
        bit = 1 << len(self.tests)
        self.tests.append(test)
        self.seconds.append(round(seconds, 3))
        for file, line in reached:
            there = self.lines.setdefault(file, {})
            there[line] = there.get(line, 0) | bit

    def merge(self, other: Reach) -> None:
        """Add what another worker saw."""
        shift = len(self.tests)
        self.tests += other.tests
        self.seconds += other.seconds
        for file, lines in other.lines.items():
            there = self.lines.setdefault(file, {})
            for line, bits in lines.items():
                there[line] = there.get(line, 0) | bits << shift

    def tests_of(self, bits: int) -> list[int]:
        """Return the numbers of the tests whose bits are set."""
        return [number for number in range(len(self.tests)) if bits >> number & 1]

    def catch_up(self, now: Mapping[str, str]) -> None:
        """Follow the program to its sources of now, and forget the tests that are not the same.

        A call that the program has learnt since is not seen until the test is traced again.
        """
        stale: set[str] = set()
        for file, before in list(self.sources.items()):
            after = now.get(file, "")
            if after == before:
                continue
            if not file.startswith("tests/"):
                self._move(file, before, after)
            elif is_test(file):
                stale.add(file)
            else:
                folder = f"{Path(file).parent}/"  # whoever may use what others import
                stale |= {name for name in self.sources if name.startswith(folder)}
        stale = {file for file in stale if is_test(file)}
        self._forget(stale)
        traced = self.sources.keys() - stale
        self.sources = {
            file: text for file, text in now.items() if file in traced or not is_test(file)
        }

    def _move(self, file: str, before: str, after: str) -> None:
        """Take the lines along; to what is new come the tests that came to what is around it."""
        there, moved = self.lines.pop(file, {}), self.lines.setdefault(file, {})
        matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
        for kind, old, old_end, new, new_end in matcher.get_opcodes():
            around = union(there.get(line, 0) for line in range(old, old_end + 2))
            for step in range(new_end - new):
                bits = there.get(old + step + 1, 0) if kind == "equal" else around
                if bits:
                    moved[new + step + 1] = bits

    def _forget(self, files: set[str]) -> None:
        """Take out the tests of these files; their bits stay unused."""
        gone = union(
            1 << number
            for number, test in enumerate(self.tests)
            if test.partition("::")[0] in files
        )
        self.lines = {
            file: {line: bits & ~gone for line, bits in there.items()}
            for file, there in self.lines.items()
        }

    def write(self, path: Path) -> None:
        lines = {
            file: {str(line): hex(bits) for line, bits in there.items()}
            for file, there in self.lines.items()
        }
        kept = {"tests": self.tests, "seconds": self.seconds, "lines": lines}
        path.write_text(json.dumps(kept | {"sources": self.sources}), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Reach:
        """Return what was written."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        lines = {
            file: {int(line): int(bits, 16) for line, bits in there.items()}
            for file, there in stored["lines"].items()
        }
        return cls(stored["tests"], stored["seconds"], lines, stored["sources"])


class Recorder:
    """Traces each test; what failed is left out, for it would notice every change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reach = Reach()
        self._reached: set[tuple[str, int]] = set()
        self._files: dict[str, str | None] = {}
        self._passed = True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Trace the test with its fixtures."""
        self._reached, self._passed = set(), True
        began = time.process_time()  # not what others on this machine take
        sys.settrace(self._enter)
        threading.settrace(self._enter)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            if self._passed:
                self._reach.add(item.nodeid, time.process_time() - began, self._reached)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note whether the test passed."""
        self._passed = self._passed and report.passed

    def pytest_sessionfinish(self) -> None:
        """Write down what was seen."""
        self._reach.write(self._folder / f"{os.getpid()}.json")

    def _enter(self, frame: FrameType, _event: str, _given: Any) -> Any:
        name = frame.f_code.co_filename
        try:
            file = self._files[name]
        except KeyError:
            file = self._files[name] = _ours(name)
        if file is None:
            return None
        reached = self._reached

        def step(frame: FrameType, event: str, _given: Any) -> Any:
            if event == "line":
                reached.add((file, frame.f_lineno))
            return step

        return step


def pytest_configure(config: pytest.Config) -> None:
    """Record in the processes that run tests, not in the one that hands them out."""
    is_worker = hasattr(config, "workerinput")
    if is_worker or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Recorder(Path(os.environ[FOLDER])), "mutation-recorder")


def read_sources() -> dict[str, str]:
    """Return program and tests as they are."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for room in (*ROOMS, "tests")
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def is_test(file: str) -> bool:
    """Tell whether pytest looks for tests there."""
    return Path(file).name.startswith("test_")


def union(many: Iterable[int]) -> int:
    """Return every bit that is set in any."""
    bits = 0
    for each in many:
        bits |= each
    return bits


def _ours(name: str) -> str | None:
    """Return the path of a file in the tree, where it belongs to the program."""
    path = Path(name)
    if not path.is_relative_to(ROOT):
        return None
    inside = path.relative_to(ROOT)
    return str(inside) if inside.parts[0] in ROOMS else None
