"""`python -m bot wecom-menu`: why it could not be published."""

from __future__ import annotations

import pytest

from tests.bot.cli.conftest import Run


def test_a_menu_that_cannot_be_published_says_why(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = "http://127.0.0.1:1"
    given = {
        "CORP_ID": "ww1",
        "AGENT_ID": "1",
        "SECRET": "s",
        "TOKEN": "t",
        "AES_KEY": "a" * 43,
        "API_BASE": base,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"WECOM_{name}", value)
    refused = run("wecom-menu")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("企业微信没有接受")


def test_without_an_app_there_is_no_menu(run: Run) -> None:
    assert run("wecom-menu").stderr.startswith("WECOM_CORP_ID 等 WECOM_ 变量尚未设置")
