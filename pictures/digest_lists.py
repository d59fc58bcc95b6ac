"""The lists of a digest: where tickets are overdue, and the ones overdue the longest."""

from __future__ import annotations

from locales import Message, _
from pictures.canvas import CARD_GAP, INSET, MARGIN, WIDTH
from pictures.page import Page

MAX_PLACES = 5
PLACE_ROW_HEIGHT, WORST_ROW_HEIGHT = 42, 104
TITLE_HEIGHT = 64
_TEXT_WIDTH = WIDTH - 2 * MARGIN - 2 * INSET


def draw_overdue_places(page: Page) -> None:
    """Draw where tickets are overdue, the most first."""
    canvas, facts, colours = page.canvas, page.facts, page.colours
    if not facts.overdue:
        _draw_none_overdue(page)
        return
    shown = facts.places[:MAX_PLACES]
    names = [
        canvas.fitted(page.say(Message(name)), 36, _TEXT_WIDTH - 110, 2) or ["-"]
        for name, _count in shown
    ]
    tall = 24 + TITLE_HEIGHT + sum(len(lines) * 46 + PLACE_ROW_HEIGHT for lines in names) + 14
    left, top, right, _bottom = canvas.card(tall)
    title = _("Overdue by unit") if facts.by == "unit" else _("Overdue by field")
    canvas.write(page.say(title), (left, top, right, top + 52), 36, colours.muted)
    at, most = top + TITLE_HEIGHT, max(count for _name, count in shown)
    for (_name, count), lines in zip(shown, names, strict=True):
        number_box = (right - 100, at, right, at + 46)
        canvas.write(str(count), number_box, 40, colours.alarm, align="right", bold=True, least=26)
        for line in lines:
            canvas.write(line, (left, at, right - 110, at + 46), 36)
            at += 46
        wide = max(12, (right - left) * count / most)
        canvas.draw.rounded_rectangle((left, at + 4, left + wide, at + 20), 8, colours.alarm)
        at += PLACE_ROW_HEIGHT
    canvas.top += tall + CARD_GAP


def _draw_none_overdue(page: Page) -> None:
    canvas, height = page.canvas, 112
    box = canvas.card(height)
    sentence = page.say(_("No ticket overdue"))
    canvas.write(sentence, box, 40, page.colours.solved, align="middle", bold=True)
    canvas.top += height + CARD_GAP


def draw_worst(page: Page) -> None:
    """Draw the five tickets that are overdue the longest."""
    canvas, facts, colours = page.canvas, page.facts, page.colours
    if not facts.worst:
        return
    units = [canvas.fitted(ticket.unit, 32, _TEXT_WIDTH, 2) for ticket in facts.worst]
    rows = sum(WORST_ROW_HEIGHT + 42 * (len(lines) - 1) for lines in units)
    tall = 24 + TITLE_HEIGHT + rows + 10
    left, top, right, _bottom = canvas.card(tall)
    title = page.say(_("Overdue the longest"))
    canvas.write(title, (left, top, right, top + 52), 36, colours.muted)
    at = top + TITLE_HEIGHT
    for place, (ticket, lines) in enumerate(zip(facts.worst, units, strict=True)):
        if place:
            canvas.draw.line((left, at - 4, right, at - 4), colours.line, 2)
        canvas.write(ticket.number, (left, at, right - 330, at + 50), 38, bold=True)
        late, late_box = page.say(_late(ticket.days)), (right - 320, at, right, at + 50)
        canvas.write(late, late_box, 38, colours.alarm, align="right", bold=True, least=26)
        for line in lines:
            canvas.write(line, (left, at + 50, right, at + 92), 32, colours.muted)
            at += 42
        at += WORST_ROW_HEIGHT - 42
    canvas.top += tall + CARD_GAP


def _late(days: int) -> Message:
    if days == 0:
        return _("late since today")
    return _("1 day late") if days == 1 else _("{n} days late", n=days)
