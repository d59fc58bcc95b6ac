"""A poster says what it is for, and names the bureau once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cli.conftest import Run


def test_a_poster_says_what_it_is_for_and_names_the_bureau_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUREAU_NAME", "明察示范区教育局")
    assert run("posters", "p.html").exit_code == 0
    pages = Path("p.html").read_text(encoding="utf-8").split("<section>")[1:]
    assert len(pages) > 3
    for page in pages:
        assert page.startswith("<h1>投诉举报</h1><h2>")
        assert page.count("明察示范区教育局") == 1
