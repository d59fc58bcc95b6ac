"""The page's language is what the chat has chosen, else what the browser asks for."""

from __future__ import annotations

import pytest

from bot.web.strings import CHAT, in_words, language_of


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        (None, None, "zh_CN"),
        ("en-GB,en;q=0.9", None, "en"),
        ("en-GB,zh;q=0.9", None, "zh_CN"),
        ("de", None, "zh_CN"),
        ("zh-CN", "en", "en"),
        ("en", "zh_CN", "zh_CN"),
    ],
)
def test_the_language(accepted: str | None, chosen: str | None, language: str) -> None:
    assert language_of(accepted, chosen) == language


def test_what_the_page_fills_in_stays_open() -> None:
    assert "{limit}" in in_words(CHAT, "zh_CN")["too_large"]
