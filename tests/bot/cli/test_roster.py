"""`python -m bot import` and `invite`: what they say, and what they refuse."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bot.cli.conftest import Run


def test_a_roster_that_was_not_named(run: Run) -> None:
    assert run("import").stderr.startswith("请给出名册文件")


def test_an_invitation_says_whose_it_is_and_for_how_long(run: Run) -> None:
    said = run("invite", "D004").stdout.splitlines()
    assert re.fullmatch(r"吴文秀（D004）的邀请码，7天内有效，只能用一次：\w+", said[0])
    assert re.fullmatch(
        r"Invitation for 吴文秀 \(D004\), good for 7 days and one use: \w+", said[1]
    )
    assert said[3] == f"https://example.test/enter/{said[0].partition('：')[2]}"


def test_an_empty_roster_is_written_once(run: Run) -> None:
    assert run("import", "--template", "roster.xlsx").exit_code == 0
    assert Path("roster.xlsx").exists()
    assert run("import", "--template", "roster.xlsx").stderr.startswith("roster.xlsx 已存在")
    assert run("import", "--template", "roster.xlsx", "--force").exit_code == 0


def test_nobody_can_be_invited_who_is_not_in_the_roster(run: Run) -> None:
    refused = run("invite", "nobody")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("名册中没有工号 nobody")
