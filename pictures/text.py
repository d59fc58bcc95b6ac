"""Letters on pictures: the font, what of a text it can draw, and how much of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

LATIN = "".join(map(chr, range(33, 127)))
CLOSING = "，。：；、！？”）》」"  # none of these begins a line
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=16)
def load_font(path: Path | None, size: int) -> Font:
    """Open the font, of a collection the face for simplified Chinese; else Pillow's own."""
    try:
        faces = list(_faces(path, size)) if path is not None else []
    except OSError:
        faces = []
    if not faces:
        return ImageFont.load_default(size)
    for face in faces:
        if (face.getname()[0] or "").endswith(" SC"):
            return face
    return faces[0]


def _faces(path: Path, size: int) -> Iterator[ImageFont.FreeTypeFont]:
    yield ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    for index in range(1, 5 if path.suffix.lower() in (".ttc", ".otc") else 1):
        try:
            yield ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            return


def wrap(text: str, font: Font, width: int, most: int) -> list[str]:
    """Return at most `most` lines, the last with an ellipsis where the text goes on.

    Latin words stay whole where they can.
    """
    lines: list[str] = []
    while text and len(lines) < most - 1:
        fits = _break_at(text, _fitting(text, font, width))
        lines.append(text[:fits].strip())
        text = text[fits:].strip()
    return [*lines, clip(text, font, width)] if text else lines


def _break_at(text: str, fits: int) -> int:
    """Return where the line ends of which so many letters fit."""
    if fits == len(text):
        return fits
    ends = [end for end in range(fits, 0, -1) if text[end:].lstrip()[:1] not in set(CLOSING)]
    between_words = [end for end in ends if not _is_in_word(text, end)]
    return next(iter([*between_words, *ends]), fits)


def _is_in_word(text: str, end: int) -> bool:
    return text[end - 1] in LATIN and text[end] in LATIN


def clip(text: str, font: Font, width: int) -> str:
    """Return the text, with an ellipsis where it would be wider than that."""
    if font.getlength(text) <= width:
        return text
    return text[: _fitting(text, font, int(width - font.getlength("…")))].rstrip() + "…"


def _fitting(text: str, font: Font, width: int) -> int:
    """Return how many letters of the text fit, at least one."""
    for count in range(1, len(text) + 1):
        if font.getlength(text[:count]) > width:
            return max(1, count - 1)
    return max(1, len(text))


def drawable(text: str, font: Font) -> str:
    """Return the text in one line, without direction marks and what has no glyph in the font."""
    box = _look(font, "\U0010fffd")
    shown = []
    for letter in text:
        if not letter.isprintable():
            shown.append(" ")
        elif letter.isascii() or _look(font, letter) != box:
            shown.append(letter)
    return " ".join("".join(shown).split())


@lru_cache(maxsize=4096)
def _look(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
