"""Pages speak the reader's language."""

from __future__ import annotations

import httpx
import pytest

from bot.web.strings import START
from locales import translate

REPORT = START["complain"]


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [("en-GB", "en", "Report a problem"), ("zh-CN", "zh-CN", translate(REPORT, "zh_CN"))],
)
async def test_the_start_page(
    client: httpx.AsyncClient, accepted: str, language: str, words: str
) -> None:
    page = (await client.get("/", headers={"Accept-Language": accepted})).text
    assert f'<html lang="{language}"' in page
    assert words in page
