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


def test_a_head_that_is_not_the_database_s_is_a_fault(run: Run) -> None:
    done = run("check", "--new", "--head", "20260302-0123456789abcdef", "--head", "x")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "核验码20260302-0123456789abcdef曾经发出，而数据库中当天的核验码不同或没有：数据库被回退、截断或调换",
        "“x”不是核验码，请照日报或通知中的原样填写",
        "核对完毕，问题2处 / checked, faults found: 2",
    ]
