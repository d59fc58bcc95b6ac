"""The digest as a picture for a phone, readable at arm's length."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from PIL import Image

from locales import _
from locales.translate import BEIJING
from pictures.canvas import CARD_GAP, DARK, LIGHT, MARGIN, WIDTH, Canvas
from pictures.digest_chart import draw_days
from pictures.digest_facts import TITLES, DigestFacts
from pictures.digest_lists import draw_overdue_places, draw_worst
from pictures.digest_tiles import draw_tiles
from pictures.page import Page

HEAD_HEIGHT = 228


def draw_digest(
    facts: DigestFacts,
    language: str,
    font: Path | None,
    *,
    dark: bool = False,
    zone: tzinfo = BEIJING,
) -> Image.Image:
    """Return the digest drawn in this language, an RGB image 1080 pixels wide."""
    return lay_out(facts, language, font, dark=dark, zone=zone).image


def lay_out(
    facts: DigestFacts,
    language: str,
    font: Path | None,
    *,
    dark: bool = False,
    zone: tzinfo = BEIJING,
) -> Canvas:
    """Return the canvas with everything on it, and what was written where."""
    page = Page(Canvas(font, DARK if dark else LIGHT), facts, language, zone)
    _draw_head(page)
    draw_tiles(page)
    draw_days(page)
    draw_overdue_places(page)
    draw_worst(page)
    page.canvas.finish()
    return page.canvas


def _draw_head(page: Page) -> None:
    """Draw whose digest it is, of which day, and since when."""
    canvas, colours, facts = page.canvas, page.colours, page.facts
    canvas.draw.rectangle((0, 0, WIDTH, HEAD_HEIGHT), colours.head)
    left, right = MARGIN + 4, WIDTH - MARGIN - 4
    title = page.say(TITLES[facts.every])
    canvas.write(title, (left, 20, right - 330, 112), 60, colours.on_head, bold=True, least=40)
    day = page.say(_("{day}", day=facts.day))
    day_box = (right - 320, 20, right, 112)
    canvas.write(day, day_box, 44, colours.on_head, align="right", least=30)
    canvas.write(facts.bureau, (left, 112, right, 160), 36, colours.on_head)
    whose = _("Whole bureau") if facts.is_all else _("My portfolio")
    covered = page.say(_("{whose} · since {at}", whose=whose, at=facts.since))
    canvas.write(covered, (left, 164, right, 208), 30, colours.on_head_muted)
    canvas.top = HEAD_HEIGHT + CARD_GAP
