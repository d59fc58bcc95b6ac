"""What is counted, what is listed, and what the next run takes up again."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.operators import make_mutant
from tests.mutation.report import Outcome, keep_lived, list_lived, read_lived, write_table
from tests.mutation.sample import Drawn

MUTANT = make_mutant("def grow(size: int) -> int:\n    return size + 1\n", 0)
OUTCOMES: list[tuple[Drawn, Outcome]] = [
    (Drawn("talk/kit.py", 0, MUTANT, (), ()), "survived"),
    (Drawn("rules/limits.py", 0, MUTANT, (), ()), "killed"),
    (Drawn("rules/limits.py", 1, MUTANT, (), ()), "timed out"),
    (Drawn("rules/limits.py", 2, MUTANT, (), ()), "equivalent"),
]


def test_a_table_by_room_leaves_equivalents_out_of_the_share() -> None:
    assert write_table(OUTCOMES).splitlines() == [
        "                 killed    timed out     survived  not reached   equivalent share killed",
        "rules                 1            1            0            0            1       100.0%",
        "talk                  0            0            1            0            0         0.0%",
        "all                   1            1            1            0            1        66.7%",
    ]


def test_what_lived_is_shown_and_kept(tmp_path: Path) -> None:
    assert list_lived(OUTCOMES[:2]) == (
        "survived: talk/kit.py:2 #0 (another sign)\n  - return size + 1\n  + return size - 1"
    )
    keep_lived(tmp_path / "lived.json", OUTCOMES)
    assert read_lived(tmp_path / "lived.json") == [
        ("talk/kit.py", "return size + 1", "return size - 1")
    ]
