"""The chart: labels, and numbers on the highest and the last pair only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.media.fonts import find_font
from pictures.canvas import LIGHT, Canvas
from pictures.digest_chart import draw_days
from pictures.digest_facts import Bar
from pictures.page import Page
from tests.pictures.situations import QUIET

FIRST = date(2026, 3, 2)


def _said(counts: list[tuple[int, int]], every: str = "day") -> list[str]:
    canvas = Canvas(find_font(), LIGHT)
    bars = tuple(Bar(FIRST + timedelta(days=n), *pair) for n, pair in enumerate(counts))
    facts = replace(QUIET, bars=bars, every=every)
    draw_days(Page(canvas, facts, "en", ZoneInfo("Asia/Shanghai")))
    return [written.text for written in canvas.written][2:]


def test_only_the_highest_and_the_last_pair_are_numbered() -> None:
    said = _said([(1, 2), (9, 3), (4, 0), (5, 6)])
    assert [text for text in said if "/" not in text] == ["9", "3", "5", "6"]


@pytest.mark.parametrize(("count", "labels"), [(8, 8), (9, 5), (14, 7)])
def test_of_many_days_every_second_is_labelled(count: int, labels: int) -> None:
    assert sum("/" in text for text in _said([(0, 0)] * count)) == labels


def test_a_month_is_labelled_with_its_year() -> None:
    assert _said([(0, 0)], "month") == ["26/3"]
