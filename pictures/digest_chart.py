"""The chart of a digest: a pair of bars for each day, week or month."""

from __future__ import annotations

from pictures.canvas import CARD_GAP
from pictures.digest_facts import Bar
from pictures.page import CAME, SOLVED, Page

CHART_HEIGHT = 372
SMALLEST_LETTERS = 18  # of which a phone shows a third of the pixels
LOWEST_SCALE = 4  # tickets: a single one does not fill the chart
MAX_LABELS = 8  # below more bars every second one is labelled


def draw_days(page: Page) -> None:
    """Draw what came in and what was resolved."""
    canvas, colours, bars = page.canvas, page.colours, page.facts.bars
    left, top, right, bottom = canvas.card(CHART_HEIGHT)
    half = (right - left) / 2
    canvas.draw.rectangle((left, top + 14, left + 24, top + 38), colours.came)
    canvas.write(page.say(CAME), (left + 38, top, left + half, top + 52), 34)
    canvas.draw.rectangle((left + half, top + 14, left + half + 24, top + 38), colours.solved)
    canvas.write(page.say(SOLVED), (left + half + 38, top, right, top + 52), 34)
    base = bottom - 48
    unit = (base - (top + 110)) / max([LOWEST_SCALE, *map(_height, bars)])
    step = (right - left) / max(len(bars), 1)
    last, highest = len(bars) - 1, _highest(bars)
    for place, bar in enumerate(bars):
        pair = _Pair(page, left + place * step, step, base, unit)
        pair.draw(bar, numbered=place in (last, highest))
    canvas.draw.line((left, base, right, base), colours.line, 3)
    every = 1 if len(bars) <= MAX_LABELS else 2
    for place, bar in enumerate(bars):
        if (last - place) % every == 0:
            middle = left + (place + 0.5) * step
            box = (middle - step * 0.98, base + 8, middle + step * 0.98, base + 48)
            canvas.write(_label(page, bar), box, 28, colours.muted, align="middle")
    canvas.top += CHART_HEIGHT + CARD_GAP


def _label(page: Page, bar: Bar) -> str:
    if page.facts.every == "month":
        return f"{bar.day.year % 100}/{bar.day.month}"
    return f"{bar.day.month}/{bar.day.day}"


class _Pair:
    """The two bars of one day, from `left` on, so many pixels a ticket above the base."""

    def __init__(self, page: Page, left: float, step: float, base: float, unit: float) -> None:
        self.page, self.left, self.step, self.base, self.unit = page, left, step, base, unit

    def draw(self, bar: Bar, *, numbered: bool) -> None:
        """Draw what came in at the left and what was resolved at the right of the middle."""
        colours = self.page.colours
        thick, middle = self.step * 0.34, self.left + self.step / 2
        right = self.left + self.step
        self._bar(bar.came, middle - thick - 1, colours.came)
        self._bar(bar.solved, middle + 1, colours.solved)
        if numbered:
            self._number(bar.came, (self.left, middle - 2), colours.came, "right")
            self._number(bar.solved, (middle + 2, right), colours.solved, "left")

    def _bar(self, count: int, at: float, colour: str) -> None:
        if count:
            thick = self.step * 0.34
            box = (at, self.base - self._tall(count), at + thick, self.base)
            self.page.canvas.draw.rectangle(box, colour)

    def _number(self, count: int, room: tuple[float, float], colour: str, align: str) -> None:
        """Write the count above its bar, unless it would be cut short and lie."""
        canvas, (left, right) = self.page.canvas, room
        wide = canvas.letters(SMALLEST_LETTERS).getlength(str(count))
        if not count or wide > right - left:
            return
        top = self.base - self._tall(count)
        box = (left, top - 38, right, top - 2)
        canvas.write(str(count), box, 28, colour, align=align, least=SMALLEST_LETTERS)

    def _tall(self, count: int) -> float:
        return max(count * self.unit, 4)


def _height(bar: Bar) -> int:
    return max(bar.came, bar.solved)


def _highest(bars: tuple[Bar, ...]) -> int:
    """Return the place of the highest pair, to be numbered."""
    return max(range(len(bars)), key=lambda place: _height(bars[place]), default=0)
