"""`python -m bot check`: faults and their number."""

from __future__ import annotations

from pathlib import Path

from tests.bot.cli.conftest import Run


def test_a_house_in_order(run: Run) -> None:
    done = run("check")
    assert (done.exit_code, done.stdout) == (0, "核对完毕，问题0处 / checked, faults found: 0\n")


def test_what_is_written_is_for_the_owner_alone(run: Run, tmp_path: Path) -> None:
    run("posters", "posters.html")
    assert (tmp_path / "posters.html").stat().st_mode & 0o077 == 0
