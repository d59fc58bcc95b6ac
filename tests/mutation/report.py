"""What became of the mutants: a table by room, and the list of those that lived."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from tests.mutation.equivalent import find_reason
from tests.mutation.sample import Drawn

Outcome = Literal["killed", "timed out", "survived", "not reached", "equivalent"]
COLUMNS: tuple[Outcome, ...] = ("killed", "timed out", "survived", "not reached", "equivalent")
LIVED: tuple[Outcome, ...] = ("survived", "not reached")
GOAL = 0.85


def write_table(outcomes: Iterable[tuple[Drawn, Outcome]]) -> str:
    """Return the counts by room and altogether; the share is of those that are no equivalents."""
    by_room: dict[str, Counter[Outcome]] = {}
    for drawn, outcome in outcomes:
        for row in (drawn.path.partition("/")[0], "all"):
            by_room.setdefault(row, Counter())[outcome] += 1
    rows = sorted(by_room, key=lambda row: (row == "all", row))
    lines = [f"{'':10}" + "".join(f"{column:>13}" for column in (*COLUMNS, "share killed"))]
    for row in rows:
        counts = by_room[row]
        cells = [str(counts[column]) for column in COLUMNS]
        lines.append(f"{row:10}" + "".join(f"{cell:>13}" for cell in (*cells, _share(counts))))
    return "\n".join(lines)


def _share(counts: Counter[Outcome]) -> str:
    killed = counts["killed"] + counts["timed out"]
    tried = counts.total() - counts["equivalent"]
    return f"{killed / tried:.1%}" if tried else "-"


def list_lived(outcomes: Iterable[tuple[Drawn, Outcome]]) -> str:
    """Return each mutant that no test noticed, and the equivalents with their reasons."""
    told = [
        f"{outcome}: {drawn.title}" + (f"\n  {_reason(drawn)}" if outcome == "equivalent" else "")
        for drawn, outcome in sorted(outcomes, key=lambda one: (one[0].path, one[0].number))
        if outcome in (*LIVED, "equivalent")
    ]
    return "\n\n".join(told)


def _reason(drawn: Drawn) -> str | None:
    return find_reason(drawn.path, drawn.mutant)


def keep_lived(file: Path, outcomes: Iterable[tuple[Drawn, Outcome]]) -> None:
    """Write down which mutants lived, in words that hold when lines move."""
    kept = [
        (drawn.path, drawn.mutant.before, drawn.mutant.after)
        for drawn, outcome in outcomes
        if outcome in LIVED
    ]
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def read_lived(file: Path) -> list[tuple[str, str, str]]:
    """Return the files and changes that lived in the last run."""
    return [tuple(one) for one in json.loads(file.read_text(encoding="utf-8"))]
