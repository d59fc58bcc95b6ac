"""Draw mutants by a seed, run each against the tests that reach it, and list the survivors.

Which tests reach what is recorded once, and after a change for the tests that changed only. What is
known to be no change at all stands in `tests/mutation/equivalent.py`.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from tests.mutation.equivalent import find_reason
from tests.mutation.reach import FOLDER, ROOT, Reach, is_test, read_sources
from tests.mutation.report import GOAL, Outcome, keep_lived, list_lived, read_lived, write_table
from tests.mutation.sample import Drawn, choose_tests, draw, find

DATA = Path(".data/mutation")
REACH = DATA / "reach.json"
LIVED = DATA / "survivors.json"
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
    *("-q", "-p", "no:cacheprovider", "-n", "0"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what was loaded before
)
KILLED = (1, 2, 4)  # how pytest ends: a test failed, or what it imports or uses could not be loaded
CONTROLS = 2  # mutants that change nothing, and must survive
BROKEN = 99  # how a process ends that could not begin
START_SECONDS = 60  # for a process to begin, on a machine that others use too
SLOWER = 8  # times the recorded seconds that the tests may take, on a machine that is shared
TEST_SECONDS = 10  # and how much longer yet a single one
# What the tests load anyway; loaded once, before the processes part.
PRELOADED = (
    "alembic.command", "chinese_calendar", "fastapi.testclient", "hypothesis", "jinja2", "openpyxl",
    "orjson", "PIL.Image", "psycopg", "pypinyin", "rapidfuzz", "segno", "sqlmodel", "structlog",
    "telegram", "typer", "xlsxwriter", "yaml",
)  # fmt: skip


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
    parser.add_argument("--minutes", type=float, default=30, help="without those of recording")
    parser.add_argument("--only", default="", help="how the path of a mutated file begins")
    parser.add_argument("--again", action="store_true", help="only what lived in the last run")
    parser.add_argument("--tests", nargs="*", default=[f"tests/{folder}" for folder in TESTS])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="record the reach anew")
    asked = parser.parse_args()
    began = time.monotonic()
    reach = _read_reach(asked.tests, asked.cores, is_fresh=asked.fresh)
    recorded = time.monotonic()
    if asked.again:
        which = [one for lived in read_lived(LIVED) for one in find(*lived)]
    else:
        which = draw(asked.only, asked.sample, asked.seed)
    origin = "that lived in the last run" if asked.again else f"by the seed {asked.seed}"
    print(f"{len(which)} mutants {origin}")
    drawn = [choose_tests(*one, reach, asked.tests) for one in which]
    _preload()
    _check_controls(drawn, asked.cores)
    outcomes = _run(drawn, asked.cores, recorded + asked.minutes * 60)
    _report([(drawn[place], outcome) for place, outcome in sorted(outcomes.items())])
    print(
        f"goal {GOAL:.0%}; {len(drawn)} {origin}, {len(drawn) - len(outcomes)} of them not tried;"
        f" {_minutes(recorded, time.monotonic())} on {asked.cores} core(s), before that "
        f"{_minutes(began, recorded)} for what reaches what"
    )


def _minutes(since: float, until: float) -> str:
    return f"{(until - since) / 60:.1f} minutes"


def _read_reach(folders: list[str], cores: int, *, is_fresh: bool) -> Reach:
    """Return which test reaches what; the tests that are new or have changed are recorded."""
    DATA.mkdir(parents=True, exist_ok=True)
    reach = Reach.read(REACH) if REACH.exists() and not is_fresh else Reach()
    now = read_sources()
    reach.catch_up(now)
    asked = tuple(folders)
    tests = [file for file in now if is_test(file) and file.startswith(asked)]
    missing = [file for file in tests if file not in reach.sources]
    if missing:
        print(f"Recording what {len(missing)} of {len(tests)} test files reach...", flush=True)
        reach.merge(_record(missing, cores))
        reach.sources |= {file: now[file] for file in missing}
    reach.write(REACH)
    return reach


def _record(tests: list[str], cores: int) -> Reach:
    reach = Reach()
    with tempfile.TemporaryDirectory() as folder:
        plugin = ("-p", "tests.mutation.reach", "-p", "no:cacheprovider", "--timeout", "600")
        command = (sys.executable, "-m", "pytest", "-q", "-n", str(cores), *plugin, *SELECTED)
        env = os.environ | {FOLDER: folder, "HYPOTHESIS_PROFILE": "mutation"}
        subprocess.run((*command, *tests), check=False, env=env)
        for part in sorted(Path(folder).glob("*.json")):
            reach.merge(Reach.read(part))
    return reach


def _preload() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in PRELOADED:
            with suppress(ImportError):
                importlib.import_module(name)


def _run(drawn: list[Drawn], cores: int, ends: float, *, note: str = "") -> dict[int, Outcome]:
    """Return what became of each mutant, by its place in the sample, until the time is over."""
    outcomes: dict[int, Outcome] = {}
    running: dict[int, Running] = {}
    waiting = iter(enumerate(drawn))
    is_over = False
    while running or not is_over:
        while len(running) < cores and not is_over:
            place, mutant = next(waiting, (0, None))
            if mutant is None or time.monotonic() > ends:
                is_over = True
            elif find_reason(mutant.path, mutant.mutant):
                outcomes[place] = "equivalent"
            elif not mutant.tests:
                outcomes[place] = "not reached"
            else:
                running[place] = _begin(mutant)
        for place, one in list(running.items()):
            outcome = _outcome(one)
            if outcome is not None:
                outcomes[place] = outcome
                del running[place]
                print(f"{len(outcomes):4} {outcome:9} {note or one.drawn.place}", flush=True)
        time.sleep(0.05)
    return outcomes


def _check_controls(drawn: list[Drawn], cores: int) -> None:
    """Refuse to go on when tests fail though nothing is changed."""
    controls = [
        replace(
            one,
            mutant=replace(one.mutant, tree=ast.parse(Path(one.path).read_bytes()), after=""),
        )
        for one in drawn[:CONTROLS]
    ]
    outcomes = _run(controls, cores, time.monotonic() + START_SECONDS, note="unchanged")
    if {"killed", "timed out"} & set(outcomes.values()):
        raise SystemExit("Tests fail though nothing is changed.")


def _begin(drawn: Drawn) -> Running:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _be_mutated(drawn)
    return Running(drawn, pid, time.monotonic() + START_SECONDS + SLOWER * sum(drawn.seconds))


def _be_mutated(drawn: Drawn) -> None:
    """Run the tests in this process, whose loader hands out the mutant in place of its module."""
    code = BROKEN
    try:
        os.setpgid(0, 0)
        with _output(os.getpid()).open("wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        _load_mutated(ROOT / drawn.path, compile(drawn.mutant.tree, drawn.path, "exec"))
        os.environ["HYPOTHESIS_PROFILE"] = "mutation"
        sys.argv = ["pytest"]
        import pytest

        limit = TEST_SECONDS + SLOWER * max(drawn.seconds)
        code = int(pytest.main([*QUIET, "--timeout", f"{limit:.0f}", "-x", *drawn.tests]))
    finally:
        os._exit(code)  # whatever happened, this process is not to go on as its parent


def _load_mutated(path: Path, code: CodeType) -> None:
    get_code = SourceFileLoader.get_code

    def get_mutated(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if self.path == str(path) else get_code(self, fullname)

    SourceFileLoader.get_code = get_mutated  # type: ignore[method-assign, assignment]  # the point


def _outcome(one: Running) -> Outcome | None:
    """Return what became of a mutant, None while its tests run."""
    pid, status = os.waitpid(one.pid, os.WNOHANG)
    if pid == 0 and time.monotonic() < one.ends:
        return None
    with suppress(ProcessLookupError):
        os.killpg(one.pid, signal.SIGKILL)
    if pid == 0:
        os.waitpid(one.pid, 0)
    code = os.waitstatus_to_exitcode(status) if pid else None
    output = _output(one.pid).read_text(encoding="utf-8", errors="replace")
    _output(one.pid).unlink()
    if code is None or (code == 1 and "Failed: Timeout" in output):
        return "timed out"
    if code in KILLED:
        return "killed"
    if code == 0:
        return "survived"
    raise SystemExit(f"The tests could not be run for {one.drawn.title}\n{output[-4000:]}")


def _output(pid: int) -> Path:
    return DATA / f"output-{pid}"


def _report(outcomes: list[tuple[Drawn, Outcome]]) -> None:
    keep_lived(LIVED, outcomes)
    lived = list_lived(outcomes)
    (DATA / "survivors.txt").write_text(lived + "\n", encoding="utf-8")
    print(f"\n{lived}\n\n{write_table(outcomes)}")


if __name__ == "__main__":
    main()
