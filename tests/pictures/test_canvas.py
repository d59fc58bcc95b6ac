"""A canvas: what is written keeps to its box."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.media.fonts import find_font
from pictures.canvas import CARD_GAP, LIGHT, MARGIN, WIDTH, Canvas

FONT = find_font()


@settings(max_examples=20, deadline=None)
@given(st.text("实验小学ABC123 ", max_size=60), st.sampled_from(["left", "right", "middle"]))
def test_a_text_keeps_to_the_width_of_its_box(text: str, align: str) -> None:
    canvas = Canvas(FONT, LIGHT)
    canvas.write(text, (100, 0, 400, 60), 40, align=align, least=20)
    for written in canvas.written:
        assert 99 <= written.letters[0] <= written.letters[2] <= 401


def test_a_long_number_shrinks_before_it_is_cut() -> None:
    canvas = Canvas(FONT, LIGHT)
    canvas.write("123456789", (0, 0, 130, 60), 40, least=10)
    assert canvas.written[0].text == "123456789"


def test_a_finished_canvas_ends_below_its_last_card() -> None:
    canvas = Canvas(FONT, LIGHT)
    canvas.card(200)
    canvas.top += 200 + CARD_GAP
    assert canvas.finish().size == (WIDTH, 200 + MARGIN)
