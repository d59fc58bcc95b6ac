"""A canvas for a digest: its colours, its cards, and texts that keep to their boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from pictures.text import Font, clip, drawable, load_font, wrap

WIDTH = 1080  # pixels: a phone held upright
MARGIN = 40
INSET = 36  # from a card's edge to what is in it
CARD_GAP = 24
MAX_HEIGHT = 4000
# how far below its middle a Chinese letter's baseline lies, by its size
BASELINE = 0.36

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours, as Pillow reads them."""

    ground: str
    card: str
    line: str
    ink: str
    muted: str
    came: str
    solved: str
    alarm: str
    head: str
    on_head: str
    on_head_muted: str


LIGHT = Palette(
    "#eef2f6",
    "#ffffff",
    "#dde4ea",
    "#15202b",
    "#526171",
    "#2f6fde",
    "#2e9d6a",
    "#c62828",
    "#17457f",
    "#ffffff",
    "#cfe0f5",
)
DARK = Palette(
    "#0d1218",
    "#1a232d",
    "#33414f",
    "#f2f5f8",
    "#a9b7c4",
    "#6ea8ff",
    "#56c596",
    "#ff7d73",
    "#12304f",
    "#ffffff",
    "#b9cfe6",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it stands on the canvas, the box its letters fill and the box it had to keep to."""

    text: str
    letters: Box
    box: Box


@dataclass
class Canvas:
    """A canvas filled from top to bottom; `top` is where the next card begins."""

    font: Path | None
    colours: Palette
    top: int = 0
    written: list[Written] = field(default_factory=list)
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, MAX_HEIGHT), self.colours.ground)
        self.draw = ImageDraw.Draw(self.image)

    def letters(self, size: int) -> Font:
        """Return the font in this size."""
        return load_font(self.font, size)

    def fitted(self, text: str, size: int, width: float, most: int = 1) -> list[str]:
        """Return the text in at most so many lines of this width, the last cut where it goes on."""
        font = self.letters(size)
        plain = drawable(text, font)
        return wrap(plain, font, int(width), most) if most > 1 else [clip(plain, font, int(width))]

    def write(
        self,
        text: str,
        box: Box,
        size: int,
        colour: str | None = None,
        *,
        align: str = "left",
        bold: bool = False,
        least: int = 0,
    ) -> None:
        """Write one line in the middle of the box, cut to its width.

        With `least` it shrinks to that size first.
        """
        left, top, right, bottom = box
        if least:
            size = self._shrunk(text, right - left, size, least, bold=bold)
        font, weight = self.letters(size), _weight(size, bold=bold)
        (line,) = self.fitted(text, size, right - left - 2 * weight)
        if not line:
            return
        x = {"left": left + weight, "right": right - weight, "middle": (left + right) / 2}[align]
        anchor = {"left": "ls", "right": "rs", "middle": "ms"}[align]
        place = (x, (top + bottom) / 2 + BASELINE * size)
        ink = colour or self.colours.ink
        self.draw.text(place, line, ink, font, anchor=anchor, stroke_width=weight)
        letters = self.draw.textbbox(place, line, font, anchor=anchor, stroke_width=weight)
        self.written.append(Written(line, letters, box))

    def _shrunk(self, text: str, width: float, size: int, least: int, *, bold: bool) -> int:
        """Return the largest size, in steps of two, in which the text fits; else the least."""
        while size > least:
            room = width - 2 * _weight(size, bold=bold)
            if self.letters(size).getlength(text) <= room:
                break
            size -= 2
        return size

    def card(self, height: int, left: int = MARGIN, right: int = WIDTH - MARGIN) -> Box:
        """Draw a card at the top of what is free and return the box inside of it."""
        self.draw.rounded_rectangle(
            (left, self.top, right, self.top + height), 24, self.colours.card
        )
        return left + INSET, self.top + 24, right - INSET, self.top + height - 24

    def finish(self) -> Image.Image:
        """Cut the canvas to what is drawn."""
        self.image = self.image.crop((0, 0, WIDTH, self.top + MARGIN - CARD_GAP))
        return self.image


def _weight(size: int, *, bold: bool) -> int:
    """Return how far a bold letter's stroke stands out on each side."""
    return max(1, size // 40) if bold else 0
