"""The digest as a picture for a phone: title, six figures, two charts, the five worst; readable at
arm's length.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from PIL import Image

from locales import Message, _, translate
from locales.translate import BEIJING
from pictures.canvas import DARK, GAP, INSET, LIGHT, MARGIN, WIDTH, Box, Sheet
from pictures.digest_facts import BEFORE, TITLES, Bar, DigestFacts, percent

CAME, SOLVED = _("Came in"), _("Resolved")
TILE = 252
CHART = 372
PLACE_ROW, WORST_ROW = 42, 104
PLACES = 5
SMALLEST = 18  # letters, of which a phone shows a third of the pixels


def draw_digest(
    facts: DigestFacts,
    language: str,
    font: Path | None,
    *,
    dark: bool = False,
    zone: tzinfo = BEIJING,
) -> Image.Image:
    """Return the digest drawn in this language, an RGB image 1080 pixels wide."""
    return lay_out(facts, language, font, dark=dark, zone=zone).image


def lay_out(
    facts: DigestFacts,
    language: str,
    font: Path | None,
    *,
    dark: bool = False,
    zone: tzinfo = BEIJING,
) -> Sheet:
    """Return the sheet with everything on it, and what was written where."""
    page = _Page(Sheet(font, DARK if dark else LIGHT), facts, language, zone)
    page.head()
    page.figures()
    page.days()
    page.places()
    page.worst()
    page.sheet.finish()
    return page.sheet


class _Page:
    def __init__(self, sheet: Sheet, facts: DigestFacts, language: str, zone: tzinfo) -> None:
        self.sheet, self.facts, self.language, self.zone = sheet, facts, language, zone
        self.colours = sheet.colours

    def say(self, message: Message) -> str:
        return translate(message, self.language, self.zone, self.facts.until)

    def head(self) -> None:
        sheet, colours, facts = self.sheet, self.colours, self.facts
        sheet.draw.rectangle((0, 0, WIDTH, 228), colours.head)
        left, right = MARGIN + 4, WIDTH - MARGIN - 4
        title = self.say(TITLES[facts.every])
        sheet.write(title, (left, 20, right - 330, 112), 60, colours.on_head, bold=True, least=40)
        day = self.say(_("{day}", day=facts.day))
        sheet.write(
            day, (right - 320, 20, right, 112), 44, colours.on_head, align="right", least=30
        )
        sheet.write(facts.bureau, (left, 112, right, 160), 36, colours.on_head)
        whose = _("Whole bureau") if facts.is_all else _("My portfolio")
        covered = self.say(_("{whose} · since {at}", whose=whose, at=facts.since))
        sheet.write(covered, (left, 164, right, 208), 30, colours.on_head_muted)
        sheet.top = 228 + GAP

    def figures(self) -> None:
        """Six tiles, three in a row."""
        sheet, facts, colours = self.sheet, self.facts, self.colours
        longest = max((each.days for each in facts.worst), default=0)
        oldest = [_("longest {n} days", n=longest)] if longest else []
        tiles = [
            (CAME, str(facts.came[0]), colours.came, self._compared(facts.came)),
            (SOLVED, str(facts.solved[0]), colours.solved, self._compared(facts.solved)),
            (_("Open tickets"), str(facts.open), colours.ink, []),
            (
                _("Overdue tickets"),
                str(facts.overdue),
                colours.alarm if facts.overdue else colours.ink,
                oldest,
            ),
            (_("Warnings issued"), str(sum(facts.warnings.values())), colours.ink, self._rungs()),
            self._sixth(),
        ]
        wide = (WIDTH - 2 * MARGIN - 2 * GAP) / 3
        for place, (name, number, colour, below) in enumerate(tiles):
            left = MARGIN + (place % 3) * (wide + GAP)
            self._tile(
                (left, sheet.top, left + wide, sheet.top + TILE), name, number, colour, below
            )
            if place % 3 == 2:
                sheet.top += TILE + GAP

    def _tile(
        self, box: Box, name: Message, number: str, colour: str, below: list[Message]
    ) -> None:
        sheet, (left, top, right, _bottom) = self.sheet, box
        sheet.draw.rounded_rectangle(box, 24, self.colours.card)
        left, right = left + 26, right - 26
        sheet.write(
            self.say(name), (left, top + 14, right, top + 62), 37, self.colours.muted, least=28
        )
        sheet.write(number, (left, top + 60, right, top + 162), 92, colour, bold=True, least=48)
        for place, line in enumerate(below[:2]):
            at = top + 162 + 38 * place
            sheet.write(
                self.say(line), (left, at, right, at + 38), 31, self.colours.muted, least=22
            )

    def _compared(self, counts: tuple[int, int, int]) -> list[Message]:
        return [
            line.given(n=count)
            for line, count in zip(BEFORE[self.facts.every], counts[1:], strict=True)
        ]

    def _rungs(self) -> list[Message]:
        issued = self.facts.warnings
        if not issued:
            return []
        line = _("blue {blue} yellow {yellow} red {red}")
        return [line.given(**{each: issued.get(each, 0) for each in ("blue", "yellow", "red")})]

    def _sixth(self) -> tuple[Message, str, str, list[Message]]:
        """Where no campaign asks for anything, instructions stand in the place of what is filed."""
        filed, due = self.facts.filing
        if due:
            return (
                _("Filing rate"),
                percent((filed, due)),
                self.colours.ink,
                [_("{filed} of {due} due", filed=filed, due=due)],
            )
        waiting, late = self.facts.instructions
        return (
            _("Instructions open"),
            str(waiting),
            self.colours.ink,
            [_("late {n}", n=late)] if late else [],
        )

    def days(self) -> None:
        """What came in and what was resolved, a pair of bars a day (a week, a month)."""
        sheet, colours, bars = self.sheet, self.colours, self.facts.bars
        left, top, right, bottom = sheet.card(CHART)
        half = (right - left) / 2
        sheet.draw.rectangle((left, top + 14, left + 24, top + 38), colours.came)
        sheet.write(self.say(CAME), (left + 38, top, left + half, top + 52), 34)
        sheet.draw.rectangle((left + half, top + 14, left + half + 24, top + 38), colours.solved)
        sheet.write(self.say(SOLVED), (left + half + 38, top, right, top + 52), 34)
        most = max((*(each.came for each in bars), *(each.solved for each in bars), 4))
        base, high = bottom - 48, bottom - 48 - (top + 110)
        step = (right - left) / max(len(bars), 1)
        for place, bar in enumerate(bars):
            self._pair(
                bar,
                left + place * step,
                step,
                base,
                high / most,
                numbered=place in (len(bars) - 1, _highest(bars)),
            )
        sheet.draw.line((left, base, right, base), colours.line, 3)
        every = 1 if len(bars) <= 8 else 2
        for place, bar in enumerate(bars):
            if (len(bars) - 1 - place) % every == 0:
                middle = left + (place + 0.5) * step
                shown = (
                    f"{bar.day.month}/{bar.day.day}"
                    if self.facts.every != "month"
                    else f"{bar.day.year % 100}/{bar.day.month}"
                )
                sheet.write(
                    shown,
                    (middle - step * 0.98, base + 8, middle + step * 0.98, base + 48),
                    28,
                    colours.muted,
                    align="middle",
                )
        sheet.top += CHART + GAP

    def _pair(
        self, bar: Bar, left: float, step: float, base: float, unit: float, *, numbered: bool
    ) -> None:
        thick, middle, sheet = step * 0.34, left + step / 2, self.sheet
        pair = (
            (bar.came, middle - thick - 1, self.colours.came, (left, middle - 2), "right"),
            (bar.solved, middle + 1, self.colours.solved, (middle + 2, left + step), "left"),
        )
        for count, at, colour, room, align in pair:
            tall = max(count * unit, 4) if count else 0
            if tall:
                sheet.draw.rectangle((at, base - tall, at + thick, base), colour)
            number, wide = str(count), room[1] - room[0]
            if (
                numbered and count and sheet.letters(SMALLEST).getlength(number) <= wide
            ):  # a number cut short would lie
                sheet.write(
                    number,
                    (room[0], base - tall - 38, room[1], base - tall - 2),
                    28,
                    colour,
                    align=align,
                    least=SMALLEST,
                )

    def places(self) -> None:
        """Where tickets are overdue, the most first."""
        sheet, facts, colours = self.sheet, self.facts, self.colours
        if not facts.overdue:
            box = sheet.card(112)
            sheet.write(
                self.say(_("No ticket overdue")), box, 40, colours.solved, align="middle", bold=True
            )
            sheet.top += 112 + GAP
            return
        shown, wide = facts.places[:PLACES], WIDTH - 2 * MARGIN - 2 * INSET
        names = [
            sheet.fitted(self.say(Message(name)), 36, wide - 110, 2) or ["-"]
            for name, _count in shown
        ]
        tall = 24 + 64 + sum(len(each) * 46 + PLACE_ROW for each in names) + 14
        left, top, right, _bottom = sheet.card(tall)
        title = _("Overdue by unit") if facts.by == "unit" else _("Overdue by field")
        sheet.write(self.say(title), (left, top, right, top + 52), 36, colours.muted)
        at, most = top + 64, max(count for _name, count in shown)
        for (_name, count), lines in zip(shown, names, strict=True):
            sheet.write(
                str(count),
                (right - 100, at, right, at + 46),
                40,
                colours.alarm,
                align="right",
                bold=True,
                least=26,
            )
            for line in lines:
                sheet.write(line, (left, at, right - 110, at + 46), 36)
                at += 46
            sheet.draw.rounded_rectangle(
                (left, at + 4, left + max(12, (right - left) * count / most), at + 20),
                8,
                colours.alarm,
            )
            at += PLACE_ROW
        sheet.top += tall + GAP

    def worst(self) -> None:
        """The five tickets that are overdue the longest."""
        sheet, facts, colours = self.sheet, self.facts, self.colours
        if not facts.worst:
            return
        wide = WIDTH - 2 * MARGIN - 2 * INSET
        units = [sheet.fitted(each.unit, 32, wide, 2) for each in facts.worst]
        tall = 24 + 64 + sum(WORST_ROW + 42 * (len(lines) - 1) for lines in units) + 10
        left, top, right, _bottom = sheet.card(tall)
        sheet.write(
            self.say(_("Overdue the longest")), (left, top, right, top + 52), 36, colours.muted
        )
        at = top + 64
        for each, lines in zip(facts.worst, units, strict=True):
            if at > top + 64:
                sheet.draw.line((left, at - 4, right, at - 4), colours.line, 2)
            sheet.write(each.number, (left, at, right - 330, at + 50), 38, bold=True)
            sheet.write(
                self.say(_late(each.days)),
                (right - 320, at, right, at + 50),
                38,
                colours.alarm,
                align="right",
                bold=True,
                least=26,
            )
            for line in lines:
                sheet.write(line, (left, at + 50, right, at + 92), 32, colours.muted)
                at += 42
            at += WORST_ROW - 42
        sheet.top += tall + GAP


def _highest(bars: tuple[Bar, ...]) -> int:
    """Return the place of the highest pair, to be numbered."""
    return max(
        range(len(bars)), key=lambda place: max(bars[place].came, bars[place].solved), default=0
    )


def _late(days: int) -> Message:
    if days == 0:
        return _("late since today")
    return _("1 day late") if days == 1 else _("{n} days late", n=days)
