"""The mutants that are tried, and the tests that each of them is tried against."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from tests.mutation.operators import Mutant, count_mutants, make_mutant, read_names
from tests.mutation.reach import Reach, union

ROOMS = ("rules", "casework", "talk")
TEST_SECONDS = 20  # of tests that one mutant is given, the quickest first
ALIKE = 3  # cases of one test that come before those of all others
Which = tuple[str, int]  # a file, and a number among its mutants


@dataclass(frozen=True)
class Drawn:
    """One mutant of the sample."""

    path: str
    number: int
    mutant: Mutant
    tests: tuple[str, ...]
    seconds: tuple[float, ...]  # that each of the tests took

    @property
    def place(self) -> str:
        """Return where it is and what kind of change."""
        return f"{self.path}:{self.mutant.lines.start} #{self.number} ({self.mutant.what})"

    @property
    def title(self) -> str:
        """Return where it is, what was changed, and the lines before and after."""
        before = "".join(f"\n  - {line}" for line in self.mutant.before.splitlines())
        after = "".join(f"\n  + {line}" for line in self.mutant.after.splitlines())
        return self.place + before + after


def draw(only: str, sample: int, seed: int) -> list[Which]:
    """Return a sample of the mutants there are."""
    every = list(_every(only))
    return random.Random(seed).sample(every, min(sample, len(every)))


def _every(only: str) -> Iterator[Which]:
    for room in ROOMS:
        for path in sorted(Path(room).rglob("*.py")):
            if str(path).startswith(only):
                count = count_mutants(path.read_text(encoding="utf-8"))
                yield from ((str(path), number) for number in range(count))


def find(path: str, before: str, after: str) -> list[Which]:
    """Return the mutants of a file that make this change."""
    source = Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""
    mutants = ((number, make_mutant(source, number)) for number in range(count_mutants(source)))
    return [
        (path, number)
        for number, mutant in mutants
        if (mutant.before, mutant.after) == (before, after)
    ]


def choose_tests(path: str, number: int, reach: Reach, folders: list[str]) -> Drawn:
    """Return a mutant with the tests that reach it: its own file's first, then the nearest ones.

    Further cases of the same test seldom notice what the first ones have not, and stand back.
    """
    mutant = make_mutant(Path(path).read_text(encoding="utf-8"), number)
    room, name = Path(path).parent, Path(path).stem
    own = f"tests/{room}/test_{name}.py"
    numbers = [
        test
        for test in reach.tests_of(_reaching(path, mutant, reach))
        if reach.tests[test].startswith(tuple(folders))
    ]
    numbers.sort(key=lambda test: reach.seconds[test])
    seen: Counter[str] = Counter()
    turns: dict[int, int] = {}
    for test in numbers:
        function = reach.tests[test].partition("[")[0]
        seen[function] += 1
        turns[test] = 0 if function.startswith(own) else seen[function] // ALIKE + 1
    numbers.sort(key=lambda test: (turns[test], not reach.tests[test].startswith(f"tests/{room}/")))
    spent = accumulate(reach.seconds[test] for test in numbers)
    chosen = [test for test, sum_ in zip(numbers, spent, strict=True) if sum_ <= TEST_SECONDS]
    chosen = chosen or numbers[:1]
    tests = tuple(reach.tests[test] for test in chosen)
    return Drawn(path, number, mutant, tests, tuple(reach.seconds[test] for test in chosen))


def _reaching(path: str, mutant: Mutant, reach: Reach) -> int:
    """Return the bits of the tests that run the lines, or the lines that use what they bind."""
    if not mutant.names:
        there = reach.lines.get(path, {})
        return union(there.get(line, 0) for line in mutant.lines)
    names, seen, bits = mutant.names, frozenset[str](), 0
    while not bits and names - seen:
        seen |= names
        bits, names = _using(names, reach)
    return bits or union(reach.lines.get(path, {}).values())


def _using(names: frozenset[str], reach: Reach) -> tuple[int, frozenset[str]]:
    """Return the bits of the tests that run lines with these names, and what they belong to.

    What runs when a module is loaded is run by no test; whoever uses what comes of it is.
    """
    bits, bound = 0, names
    for file in reach.sources:
        if file.startswith("tests/"):
            continue
        lines = reach.lines.get(file, {})
        for line, (mentioned, binds) in _names(file).items():
            if mentioned & names:
                bits |= lines.get(line, 0)
                bound |= binds
    return bits, bound


_NAMES: dict[str, dict[int, tuple[set[str], frozenset[str]]]] = {}


def _names(file: str) -> dict[int, tuple[set[str], frozenset[str]]]:
    if file not in _NAMES:
        _NAMES[file] = read_names(Path(file)) if Path(file).exists() else {}
    return _NAMES[file]
