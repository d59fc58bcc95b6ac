"""The six figures of a digest, each on a tile, compared with earlier ones."""

from __future__ import annotations

from typing import NamedTuple

from locales import Message, _
from pictures.canvas import CARD_GAP, MARGIN, WIDTH, Box
from pictures.digest_facts import BEFORE, percent
from pictures.page import CAME, SOLVED, Page

TILE_HEIGHT = 252
TILES_IN_ROW = 3
MAX_LINES = 2  # below the number


class _Tile(NamedTuple):
    name: Message
    number: str
    colour: str
    below: list[Message]


def draw_tiles(page: Page) -> None:
    """Draw six tiles, three in a row."""
    canvas = page.canvas
    wide = (WIDTH - 2 * MARGIN - 2 * CARD_GAP) / TILES_IN_ROW
    for place, tile in enumerate(_tiles(page)):
        column = place % TILES_IN_ROW
        left = MARGIN + column * (wide + CARD_GAP)
        _draw_tile(page, (left, canvas.top, left + wide, canvas.top + TILE_HEIGHT), tile)
        if column == TILES_IN_ROW - 1:
            canvas.top += TILE_HEIGHT + CARD_GAP


def _tiles(page: Page) -> list[_Tile]:
    facts, colours = page.facts, page.colours
    longest = max((ticket.days for ticket in facts.worst), default=0)
    oldest = [_("longest {n} days", n=longest)] if longest else []
    overdue_colour = colours.alarm if facts.overdue else colours.ink
    issued = str(sum(facts.warnings.values()))
    return [
        _Tile(CAME, str(facts.came[0]), colours.came, _compared(page, facts.came)),
        _Tile(SOLVED, str(facts.solved[0]), colours.solved, _compared(page, facts.solved)),
        _Tile(_("Open tickets"), str(facts.open), colours.ink, []),
        _Tile(_("Overdue tickets"), str(facts.overdue), overdue_colour, oldest),
        _Tile(_("Warnings issued"), issued, colours.ink, _levels(page)),
        _filing_or_instructions(page),
    ]


def _draw_tile(page: Page, box: Box, tile: _Tile) -> None:
    canvas, muted = page.canvas, page.colours.muted
    left, top, right, _bottom = box
    canvas.draw.rounded_rectangle(box, 24, page.colours.card)
    left, right = left + 26, right - 26
    canvas.write(page.say(tile.name), (left, top + 14, right, top + 62), 37, muted, least=28)
    number_box = (left, top + 60, right, top + 162)
    canvas.write(tile.number, number_box, 92, tile.colour, bold=True, least=48)
    for place, line in enumerate(tile.below[:MAX_LINES]):
        at = top + 162 + 38 * place
        canvas.write(page.say(line), (left, at, right, at + 38), 31, muted, least=22)


def _compared(page: Page, counts: tuple[int, int, int]) -> list[Message]:
    sentences = BEFORE[page.facts.every]
    return [line.given(n=count) for line, count in zip(sentences, counts[1:], strict=True)]


def _levels(page: Page) -> list[Message]:
    issued = page.facts.warnings
    if not issued:
        return []
    counts = {level: issued.get(level, 0) for level in ("blue", "yellow", "red")}
    return [_("blue {blue} yellow {yellow} red {red}").given(**counts)]


def _filing_or_instructions(page: Page) -> _Tile:
    """Return what is filed, or, where no campaign asks for anything, the instructions."""
    filed, due = page.facts.filing
    if due:
        below = [_("{filed} of {due} due", filed=filed, due=due)]
        return _Tile(_("Filing rate"), percent((filed, due)), page.colours.ink, below)
    waiting, late = page.facts.instructions
    below = [_("late {n}", n=late)] if late else []
    return _Tile(_("Instructions open"), str(waiting), page.colours.ink, below)
