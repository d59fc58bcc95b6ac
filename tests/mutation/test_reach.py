"""What workers saw is put together, kept in a file, read again and brought up to date."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.reach import Reach


def test_reach_is_put_together_and_kept(tmp_path: Path) -> None:
    reach, other = Reach(), Reach()
    reach.add("test_a", 0.1, {("rules/limits.py", 3)})
    other.add("test_b", 0.2, {("rules/limits.py", 3), ("rules/limits.py", 4)})
    reach.merge(other)
    reach.sources = {"rules/limits.py": "DAYS = 3\n"}
    reach.write(tmp_path / "reach.json")
    read = Reach.read(tmp_path / "reach.json")
    assert read == reach
    assert read.tests_of(read.lines["rules/limits.py"][3]) == [0, 1]
    assert read.tests_of(read.lines["rules/limits.py"][4]) == [1]


def test_lines_that_moved_keep_their_tests_and_new_ones_take_those_around() -> None:
    reach = Reach(sources={"rules/limits.py": "a\nb\nc\n", "talk/kit.py": "d\n"})
    reach.add("test_a", 0.1, {("rules/limits.py", 2), ("talk/kit.py", 1)})
    reach.add("test_b", 0.1, {("rules/limits.py", 3)})
    reach.catch_up({"rules/limits.py": "new\na\nb\nnew\nc\n"})
    assert reach.lines == {"rules/limits.py": {3: 0b01, 4: 0b11, 5: 0b10}, "talk/kit.py": {}}
    assert reach.sources == {"rules/limits.py": "new\na\nb\nnew\nc\n"}


def test_tests_that_changed_are_to_be_recorded_again() -> None:
    tests = dict.fromkeys(("tests/rules/test_a.py", "tests/talk/test_b.py"), "as it was")
    reach = Reach(sources=tests | {"tests/talk/helper.py": "as it was"})
    for name in tests:
        reach.add(f"{name}::test", 0.1, {("rules/limits.py", 3)})
    a, b = tests
    reach.catch_up(reach.sources | {a: "changed", "tests/rules/test_new.py": "new"})
    assert reach.lines["rules/limits.py"][3] == 0b10
    assert reach.sources.keys() == {b, "tests/talk/helper.py"}
    reach.catch_up(reach.sources | {"tests/talk/helper.py": "changed"})
    assert reach.lines["rules/limits.py"][3] == 0
    assert reach.sources == {"tests/talk/helper.py": "changed"}
