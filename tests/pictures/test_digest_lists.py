"""The lists: where tickets are overdue and which are so the longest."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.media.fonts import find_font
from pictures.canvas import LIGHT, Canvas
from pictures.digest_facts import DigestFacts, Worst
from pictures.digest_lists import MAX_PLACES, draw_overdue_places, draw_worst
from pictures.page import Page
from tests.pictures.situations import QUIET


def _page(facts: DigestFacts) -> Page:
    return Page(Canvas(find_font(), LIGHT), facts, "en", ZoneInfo("Asia/Shanghai"))


def test_nothing_overdue_is_said() -> None:
    page = _page(replace(QUIET, overdue=0, places=()))
    draw_overdue_places(page)
    assert [written.text for written in page.canvas.written] == ["No ticket overdue"]


def test_only_the_first_places_are_drawn() -> None:
    places = tuple((f"学校{number}", 9 - number) for number in range(7))
    page = _page(replace(QUIET, overdue=40, places=places))
    draw_overdue_places(page)
    said = [written.text for written in page.canvas.written]
    assert len([text for text in said if text.startswith("学校")]) == MAX_PLACES


def test_how_late_a_ticket_is() -> None:
    worst = tuple(Worst(f"TS-2026-000{days}", "一中", days) for days in (5, 1, 0))
    page = _page(replace(QUIET, worst=worst))
    draw_worst(page)
    said = [written.text for written in page.canvas.written]
    assert [text for text in said if "late" in text] == [
        "5 days late",
        "1 day late",
        "late since today",
    ]
