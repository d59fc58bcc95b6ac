"""Text on pictures: wrapped, cut, and without what the font cannot draw."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.media.fonts import find_font
from pictures.text import CLOSING, clip, drawable, load_font, wrap

FONT = load_font(find_font(), 20)


@settings(max_examples=300, deadline=None)
@given(st.text("校园安全，。AbC 1", max_size=60), st.integers(60, 400), st.integers(2, 4))
def test_lines_fit_and_none_begins_with_a_closing_sign(text: str, width: int, most: int) -> None:
    lines = wrap(text, FONT, width, most)
    assert len(lines) <= most
    for before, line in pairwise(lines):
        can_carry = before[1:].strip(CLOSING + " ") != ""
        assert not can_carry or line[0] not in CLOSING


def test_a_row_of_closing_signs_takes_the_letter_before_it_along() -> None:
    assert wrap("11。。", FONT, 60, 2) == ["1", "1。。"]


def test_a_word_stays_whole_where_it_can() -> None:
    width = int(FONT.getlength("hello wor"))
    assert wrap("hello world", FONT, width, 2) == ["hello", "world"]


def test_what_is_too_wide_is_cut_with_an_ellipsis() -> None:
    assert clip("一二三四五六", FONT, int(FONT.getlength("一二三四"))).endswith("…")
    assert clip("一二", FONT, 400) == "一二"


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert drawable("a\u202eb\n c\U0010fffe", FONT) == "a b c"
