"""The digest's picture: every text inside of its box, none over another, readable, whatever the
names and numbers.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.media.fonts import find_font
from casework.digests.notice import lines_of
from locales import translate
from pictures.canvas import DARK, LIGHT, WIDTH, Box, Canvas, Palette
from pictures.digest import lay_out
from pictures.digest_facts import Bar, CampaignFacts, Worst, percent
from tests.pictures.situations import BUSY, DAY, LONG, QUIET, SITUATIONS

FONT = find_font()


@pytest.mark.browser  # so that `make screenshots` draws them; it needs no browser
@pytest.mark.parametrize("name", SITUATIONS)
def test_drawn_for_the_documents(name: str, screenshots: Path) -> None:
    facts, language, dark = SITUATIONS[name]
    lay_out(facts, language, FONT, dark=dark).image.save(
        screenshots / f"{name}.png", "PNG", optimize=True
    )


@pytest.mark.parametrize("name", SITUATIONS)
def test_everything_keeps_to_its_place(name: str) -> None:
    facts, language, dark = SITUATIONS[name]
    canvas = lay_out(facts, language, FONT, dark=dark)
    _keeps_to_its_place(canvas)
    assert canvas.image.width == WIDTH
    assert canvas.image.height < 3 * WIDTH


def _keeps_to_its_place(canvas: Canvas) -> None:
    for each in canvas.written:
        assert _inside(each.letters, each.box), f"{each.text} leaves its box"
        assert _inside(each.letters, (0, 0, *canvas.image.size)), f"{each.text} leaves the picture"
    for one, other in combinations(canvas.written, 2):
        assert not _overlap(one.letters, other.letters), f"{one.text} runs into {other.text}"


def _inside(inner: Box, outer: Box) -> bool:
    return (
        outer[0] - 1 <= inner[0]
        and outer[1] - 1 <= inner[1]
        and inner[2] <= outer[2] + 1
        and inner[3] <= outer[3] + 1
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 2
        and min(one[3], other[3]) - max(one[1], other[1]) > 2
    )


words = st.text(
    st.sampled_from("示范区教育局（东湖）—ABCxyz 0123·é😀\u202e\n{}"), min_size=1, max_size=60
)
counts = st.integers(0, 10**6)


@settings(max_examples=15)
@given(
    name=words,
    count=counts,
    days=st.integers(0, 999),
    language=st.sampled_from(("zh_CN", "en")),
    few=st.integers(1, 5),
    every=st.sampled_from(("day", "week", "month")),
    bars=st.lists(st.tuples(counts, counts), min_size=1, max_size=14),
)
def test_whatever_the_names_and_numbers(
    name: str,
    count: int,
    days: int,
    language: str,
    few: int,
    every: str,
    bars: list[tuple[int, int]],
) -> None:
    facts = replace(
        BUSY,
        every=every,
        bureau=name,
        came=(count, 7, count),
        solved=(count, count, 7),
        open=count,
        overdue=max(count, 1),
        warnings={"blue": count, "red": 1},
        bars=tuple(Bar(DAY, *pair) for pair in bars),
        places=tuple((name, max(count, 1)) for _each in range(few)),
        worst=(Worst("TS-2026-12345", name, days),) * few,
    )
    _keeps_to_its_place(lay_out(facts, language, FONT))


def test_a_long_name_takes_two_lines_and_is_whole() -> None:
    facts = replace(BUSY, places=((LONG, 9),), worst=())
    lines = [each.text for each in lay_out(facts, "zh_CN", FONT).written]
    assert any("".join(lines[place : place + 2]) == LONG for place in range(len(lines)))


def test_without_a_chinese_font_the_numbers_are_there() -> None:
    canvas = lay_out(BUSY, "zh_CN", None)
    _keeps_to_its_place(canvas)
    assert {"12", "35", "9"} <= {each.text for each in canvas.written}


def test_a_quiet_day_says_that_nothing_is_overdue() -> None:
    said = {each.text for each in lay_out(QUIET, "zh_CN", FONT).written}
    assert {"无逾期工单", "未办结批示"} <= said
    assert "各单位逾期件数" not in said


def test_six_figures_two_charts_five_worst() -> None:
    said = [each.text for each in lay_out(BUSY, "zh_CN", FONT).written]
    for title in (
        "督查日报",
        "新收",
        "办结",
        "在办",
        "逾期",
        "预警",
        "报送率",
        "各单位逾期件数",
        "逾期最久",
    ):
        assert title in said
    assert [each for each in said if each.startswith(("TS-", "DC-"))] == [
        each.number for each in BUSY.worst
    ]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colours_can_be_told_apart(palette: Palette) -> None:
    for colour in (palette.ink, palette.muted, palette.alarm, palette.solved, palette.came):
        assert _contrast(colour, palette.card) >= (
            4.5 if colour in (palette.ink, palette.muted, palette.alarm) else 3
        )
    assert _contrast(palette.on_head_muted, palette.head) >= 4.5


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("filed", [1, 2, 3, 6, 999])
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_rate_is_whole_in_the_picture_and_the_same_in_words(name: str, filed: int) -> None:
    """A tile of 92 pixel letters once cut 14.2% to 14.…."""
    facts, language, dark = SITUATIONS[name]
    rate = (filed, 7 if filed < 7 else 1000)
    facts = replace(facts, campaigns=(CampaignFacts("作风整治", "整改阶段", rate[1], filed),))
    assert percent(rate) in [
        each.text for each in lay_out(facts, language, FONT, dark=dark).written
    ]
    assert any(percent(rate) in translate(line, language) for line in lines_of(facts))


@pytest.mark.parametrize("name", SITUATIONS)
def test_no_number_is_cut(name: str) -> None:
    facts, language, dark = SITUATIONS[name]
    said = [each.text for each in lay_out(facts, language, FONT, dark=dark).written]
    assert [each for each in said if each.endswith("…") and each[0].isdecimal()] == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_words_keep_to_ten_lines(language: str) -> None:
    for facts, _language, _dark in SITUATIONS.values():
        assert len([translate(line, language) for line in lines_of(facts)]) <= 10
