"""The six tiles: three in a row, and what the last one shows."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.media.fonts import find_font
from pictures.canvas import LIGHT, Canvas
from pictures.digest_facts import CampaignFacts, DigestFacts
from pictures.digest_tiles import TILE_HEIGHT, draw_tiles
from pictures.page import Page
from tests.pictures.situations import QUIET


def _said(facts: DigestFacts) -> list[str]:
    canvas = Canvas(find_font(), LIGHT)
    draw_tiles(Page(canvas, facts, "en", ZoneInfo("Asia/Shanghai")))
    assert canvas.top > 2 * TILE_HEIGHT
    return [written.text for written in canvas.written]


def test_without_campaigns_the_last_tile_counts_instructions() -> None:
    said = _said(replace(QUIET, campaigns=(), instructions=(3, 1)))
    assert "Instructions open" in said
    assert said[-2:] == ["3", "late 1"]


def test_with_a_campaign_it_shows_what_is_filed() -> None:
    campaign = CampaignFacts("整治", "", due=8, filed=2)
    assert _said(replace(QUIET, campaigns=(campaign,)))[-2:] == ["25%", "2 of 8 due"]
