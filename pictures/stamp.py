"""The strip at the bottom of an inspector's photo: when, where, which ticket, whose bureau."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from pictures.text import Font, drawable, load_font, wrap
from pictures.types import Stamp

PUBLIC_EDGE = 2048  # pixels: no copy is longer, nor made longer by its strip
MIN_WIDTH = 320  # pixels that a strip needs
MIN_LETTERS = 13  # pixels of height
DARKNESS = 0.62
INK, ACCENT = (255, 255, 255), (255, 196, 0)


def draw_stamp(image: Image.Image, stamp: Stamp, font: Path | None) -> Image.Image:
    """Return the RGB image with the strip over its bottom, or below where it would hide a third.

    What the font has no glyph for is left out, so without a Chinese font the strip still says when
    and which ticket.
    """
    if image.width < MIN_WIDTH:
        wide = Image.new("RGB", (MIN_WIDTH, image.height))
        wide.paste(image, ((MIN_WIDTH - image.width) // 2, 0))
        image = wide
    size = max(MIN_LETTERS, round(image.width / 36))
    rows = _lay_out(
        stamp, load_font(font, round(size * 1.3)), load_font(font, size), image.width - 3 * size
    )
    tall = sum(_height(row[0][1]) for row in rows) + size
    if tall * 3 > image.height and image.height + tall <= PUBLIC_EDGE:
        longer = Image.new("RGB", (image.width, image.height + tall))
        longer.paste(image)
        image = longer
    strip_box = (0, image.height - tall, image.width, image.height)
    strip = image.crop(strip_box).point(lambda value: value * (1 - DARKNESS))
    _write(strip, rows, size)
    image.paste(strip, strip_box)
    return image


Row = list[tuple[str, Font]]  # what stands at the left, and perhaps what stands at the right


def _lay_out(stamp: Stamp, large: Font, normal: Font, width: int) -> list[Row]:
    # when it was reported; a photo may be older
    time = f"上报 {stamp.at.astimezone(stamp.zone):%Y-%m-%d %H:%M}"
    rows = _side_by_side(
        (drawable(time, large), large), (drawable(stamp.number, normal), normal), width
    )
    place, bureau = (drawable(text, normal) for text in (stamp.place, stamp.bureau))
    where, whose = wrap(place, normal, width, most=2), wrap(bureau, normal, width, most=2)
    if len(where) == len(whose) == 1:
        return rows + _side_by_side((where[0], normal), (whose[0], normal), width)
    return rows + [[(line, normal)] for line in (*where, *whose)]


def _side_by_side(left: tuple[str, Font], right: tuple[str, Font], width: int) -> list[Row]:
    """Return one row of both where they fit with a gap between, else a row for each not empty."""
    present = [part for part in (left, right) if part[0]]
    gap = 2 * right[1].getlength("0")
    wide = left[1].getlength(left[0]) + gap + right[1].getlength(right[0])
    if len(present) == 2 and wide <= width:
        return [present]
    return [[part] for part in present]


def _height(font: Font) -> int:
    return round(font.getbbox("国8")[3] * 1.1)


def _write(strip: Image.Image, rows: list[Row], size: int) -> None:
    draw, top = ImageDraw.Draw(strip), size // 2
    bar = max(2, size // 7)
    draw.rectangle((size - bar, top + bar, size, strip.height - size // 2 - bar), fill=ACCENT)
    for row in rows:
        bottom = top + _height(row[0][1])
        draw.text((size * 1.6, bottom - size // 4), row[0][0], INK, row[0][1], anchor="ls")
        if len(row) == 2:
            draw.text(
                (strip.width - size, bottom - size // 4), row[1][0], INK, row[1][1], anchor="rs"
            )
        top = bottom
