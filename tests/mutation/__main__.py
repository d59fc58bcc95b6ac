"""Draw mutants by a seed, run each against the tests that reach it, and list the survivors."""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from itertools import accumulate
from pathlib import Path
from types import CodeType

from tests.mutation.operators import Mutant, count_mutants, make_mutant, read_names
from tests.mutation.reach import FOLDER, ROOT, Reach

ROOMS = ("rules", "casework", "talk")
DATA = Path(".data/mutation")
# What else there is reaches these rooms in no other way, and is slow.
TESTS = (
    "rules",
    "casework",
    "talk",
    "handlers",
    "scheduler",
    "storage",
    "campaigns",
    "bot/inbound",
)
SELECTED = ("-m", "not browser and not kill", "-k", "not postgresql and not restarted")
QUIET = (
    *("-q", "-p", "no:cacheprovider", "--timeout", "60", "-n", "0"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what was loaded before
)
KILLED = (1, 2, 4)  # how pytest ends: a test failed, or what it imports or uses could not be loaded
CONTROLS = 2  # mutants that change nothing, and must survive
TEST_SECONDS = 40  # of tests that one mutant is given, the quickest first
BROKEN = 99  # how a process ends that could not begin
START_SECONDS = 60  # for a process to begin, on a machine that others use too
SLOWER = 5  # how many times longer than when recorded the tests may take
# What the tests load anyway; loaded once, before the processes part.
PRELOADED = (
    "alembic.command", "chinese_calendar", "fastapi.testclient", "hypothesis", "jinja2", "openpyxl",
    "orjson", "PIL.Image", "psycopg", "pypinyin", "rapidfuzz", "segno", "sqlmodel", "structlog",
    "telegram", "typer", "xlsxwriter", "yaml",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One mutant of the sample."""

    path: str
    number: int
    mutant: Mutant
    tests: tuple[str, ...]
    seconds: float

    @property
    def title(self) -> str:
        """Return where it is, what was changed, and the lines before and after."""
        where = f"{self.path}:{self.mutant.lines.start} #{self.number} ({self.mutant.what})"
        before = "".join(f"\n  - {line}" for line in self.mutant.before.splitlines())
        after = "".join(f"\n  + {line}" for line in self.mutant.after.splitlines())
        return where + before + after


@dataclass
class Running:
    """A mutant whose tests run in a process of their own."""

    drawn: Drawn
    pid: int
    ends: float


def main() -> None:
    """Draw, run and report."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", default="", help="how the path of a mutated file begins")
    parser.add_argument("--tests", nargs="*", default=[f"tests/{folder}" for folder in TESTS])
    parser.add_argument("--cores", type=int, default=2)
    asked = parser.parse_args()
    reach = _read_reach(asked.tests, asked.cores)
    began = time.monotonic()
    drawn = [_choose_tests(*which, reach) for which in _draw(asked.only, asked.sample, asked.seed)]
    _preload()
    _check_controls(drawn, asked.cores)
    outcomes = _run(drawn, asked.cores, began + asked.minutes * 60)
    _report(drawn, outcomes, time.monotonic() - began)


def _draw(only: str, sample: int, seed: int) -> list[tuple[str, int]]:
    """Return a sample of the mutants there are, as files and numbers."""
    every: list[tuple[str, int]] = []
    for room in ROOMS:
        for path in sorted(Path(room).rglob("*.py")):
            if str(path).startswith(only):
                count = count_mutants(path.read_text(encoding="utf-8"))
                every += [(str(path), number) for number in range(count)]
    print(f"{len(every)} mutants, a sample of {min(sample, len(every))} by the seed {seed}")
    return random.Random(seed).sample(every, min(sample, len(every)))


def _choose_tests(path: str, number: int, reach: Reach) -> Drawn:
    """Return a mutant with the tests that reach it: its own file's first, then the quickest."""
    mutant = make_mutant(Path(path).read_text(encoding="utf-8"), number)
    bits = _reaching(path, mutant, reach)
    room, name = Path(path).parent, Path(path).stem
    own = f"tests/{room}/test_{name}.py"
    numbers = reach.tests_of(bits)
    numbers.sort(key=lambda test: (not reach.tests[test].startswith(own), reach.seconds[test]))
    spent = accumulate(reach.seconds[test] for test in numbers)
    chosen = [test for test, sum_ in zip(numbers, spent, strict=True) if sum_ <= TEST_SECONDS]
    chosen = chosen or numbers[:1]
    seconds = sum(reach.seconds[test] for test in chosen)
    return Drawn(path, number, mutant, tuple(reach.tests[test] for test in chosen), seconds)


def _reaching(path: str, mutant: Mutant, reach: Reach) -> int:
    """Return the bits of the tests that run the lines, or the lines that use what they bind."""
    if not mutant.names:
        there = reach.lines.get(path, {})
        return _union(there.get(line, 0) for line in mutant.lines)
    bits = 0
    for file, lines in reach.lines.items():
        for line, names in _names(file).items():
            if names & mutant.names:
                bits |= lines.get(line, 0)
    return bits or _union(reach.lines.get(path, {}).values())


_NAMES: dict[str, dict[int, set[str]]] = {}


def _names(file: str) -> dict[int, set[str]]:
    if file not in _NAMES:
        _NAMES[file] = read_names(Path(file))
    return _NAMES[file]


def _union(many: Iterable[int]) -> int:
    bits = 0
    for each in many:
        bits |= each
    return bits


def _read_reach(tests: list[str], cores: int) -> Reach:
    """Return which test reaches what; recorded when program or tests have changed."""
    DATA.mkdir(parents=True, exist_ok=True)
    file = DATA / f"reach-{_fingerprint(tests)}.json"
    if not file.exists():
        for old in DATA.glob("reach-*.json"):
            old.unlink()
        print("Recording which tests reach what...", flush=True)
        _record(tests, cores).write(file)
    return Reach.read(file)


def _fingerprint(tests: list[str]) -> str:
    """Return a short name for program and tests as they are."""
    digest = hashlib.sha256(" ".join(tests).encode())
    for path in sorted(ROOT.glob("[a-z]*/**/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _record(tests: list[str], cores: int) -> Reach:
    reach = Reach()
    with tempfile.TemporaryDirectory() as folder:
        plugin = ("-p", "tests.mutation.reach", "-p", "no:cacheprovider", "--timeout", "600")
        command = (sys.executable, "-m", "pytest", "-q", "-n", str(cores), *plugin, *SELECTED)
        env = os.environ | {FOLDER: folder, "HYPOTHESIS_PROFILE": "mutation"}
        subprocess.run((*command, *tests), check=False, env=env)
        for part in sorted(Path(folder).glob("*.json")):
            reach.merge(Reach.read(part))
    assert reach.tests, "no test has passed"
    return reach


def _preload() -> None:
    for name in PRELOADED:
        with suppress(ImportError):
            importlib.import_module(name)


def _run(drawn: list[Drawn], cores: int, ends: float) -> dict[int, str]:
    """Return what became of each mutant, by its place in the sample, until the time is over."""
    outcomes: dict[int, str] = {}
    running: dict[int, Running] = {}
    waiting = iter(enumerate(drawn))
    is_over = False
    while running or not is_over:
        while len(running) < cores and not is_over:
            place, mutant = next(waiting, (0, None))
            if mutant is None or time.monotonic() > ends:
                is_over = True
            elif not mutant.tests:
                outcomes[place] = "unreached"
            else:
                running[place] = _begin(mutant)
        for place, one in list(running.items()):
            outcome = _outcome(one)
            if outcome is not None:
                outcomes[place] = outcome
                del running[place]
                print(
                    f"{len(outcomes):4} {outcome:9} {one.drawn.title.splitlines()[0]}", flush=True
                )
        time.sleep(0.05)
    return outcomes


def _check_controls(drawn: list[Drawn], cores: int) -> None:
    """Refuse to go on when tests fail though nothing is changed."""
    controls = [
        replace(one, mutant=replace(one.mutant, tree=ast.parse(Path(one.path).read_bytes())))
        for one in drawn[:CONTROLS]
    ]
    outcomes = _run(controls, cores, time.monotonic() + START_SECONDS)
    if "killed" in outcomes.values():
        raise SystemExit("Tests fail though nothing is changed.")


def _begin(drawn: Drawn) -> Running:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _be_mutated(drawn)
    return Running(drawn, pid, time.monotonic() + START_SECONDS + SLOWER * drawn.seconds)


def _be_mutated(drawn: Drawn) -> None:
    """Run the tests in this process, whose loader hands out the mutant in place of its module."""
    code = BROKEN
    try:
        os.setpgid(0, 0)
        with (DATA / f"output-{os.getpid()}").open("wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        _load_mutated(ROOT / drawn.path, compile(drawn.mutant.tree, drawn.path, "exec"))
        os.environ["HYPOTHESIS_PROFILE"] = "mutation"
        sys.argv = ["pytest"]
        import pytest

        code = int(pytest.main([*QUIET, "-x", *drawn.tests]))
    finally:
        os._exit(code)  # whatever happened, this process is not to go on as its parent


def _load_mutated(path: Path, code: CodeType) -> None:
    get_code = SourceFileLoader.get_code

    def get_mutated(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if self.path == str(path) else get_code(self, fullname)

    SourceFileLoader.get_code = get_mutated  # type: ignore[method-assign, assignment]  # the point


def _outcome(one: Running) -> str | None:
    """Return what became of a mutant, None while its tests run."""
    pid, status = os.waitpid(one.pid, os.WNOHANG)
    if pid == 0 and time.monotonic() < one.ends:
        return None
    with suppress(ProcessLookupError):
        os.killpg(one.pid, signal.SIGKILL)
    if pid == 0:
        os.waitpid(one.pid, 0)
        outcome = "timed out"
    elif os.waitstatus_to_exitcode(status) in KILLED:
        outcome = "killed"
    elif os.waitstatus_to_exitcode(status) == 0:
        outcome = "survived"
    else:
        output = (DATA / f"output-{one.pid}").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"The tests could not be run for {one.drawn.title}\n{output[-4000:]}")
    (DATA / f"output-{one.pid}").unlink(missing_ok=True)
    return outcome


def _report(drawn: list[Drawn], outcomes: dict[int, str], seconds: float) -> None:
    kept = [
        f"{outcome}: {drawn[place].title}\n"
        for place, outcome in sorted(outcomes.items(), key=lambda one: drawn[one[0]].path)
        if outcome in ("survived", "unreached")
    ]
    (DATA / "survivors.txt").write_text("\n".join(kept), encoding="utf-8")
    print("\n" + "\n".join(kept))
    killed = len(outcomes) - len(kept)
    late = sum(outcome == "timed out" for outcome in outcomes.values())
    print(
        f"{killed} of {len(outcomes)} killed ({killed / max(1, len(outcomes)):.0%}), {late} of "
        f"them by the clock; {len(drawn) - len(outcomes)} not tried; {seconds / 60:.0f} minutes"
    )


if __name__ == "__main__":
    main()
