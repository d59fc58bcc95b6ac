"""What workers saw is put together, kept in a file and read again."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.reach import Reach


def test_reach_is_put_together_and_kept(tmp_path: Path) -> None:
    reach, other = Reach(), Reach()
    reach.add("test_a", 0.1, {("rules/limits.py", 3)})
    other.add("test_b", 0.2, {("rules/limits.py", 3), ("rules/limits.py", 4)})
    reach.merge(other)
    reach.write(tmp_path / "reach.json")
    read = Reach.read(tmp_path / "reach.json")
    assert read == reach
    assert read.tests_of(read.lines["rules/limits.py"][3]) == [0, 1]
    assert read.tests_of(read.lines["rules/limits.py"][4]) == [1]
