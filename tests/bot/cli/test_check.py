"""`python -m bot check`: faults and their number."""

from __future__ import annotations

from tests.bot.cli.conftest import Run


def test_a_house_in_order(run: Run) -> None:
    done = run("check")
    assert (done.exit_code, done.stdout) == (0, "核对完毕，问题0处 / checked, faults found: 0\n")
