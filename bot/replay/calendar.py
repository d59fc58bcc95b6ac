"""The calendar of a replay: what was sent to whom, as a table for the eye, as CSV, and counted."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

from bot.replay.run import LANGUAGE, SORTS, Replayed, Sent
from bot.web.strings import WEEKDAYS
from locales import Message, _, translate

HEADINGS = (
    _("Date"),
    _("Time"),
    _("Weekday"),
    _("Name"),
    _("Post"),
    _("Of unit"),
    _("Sort"),
    _("Tasks"),
    _("Text"),
)
WIDEST = (
    10,
    5,
    4,
    10,
    12,
    24,
    10,
    0,
    72,
)  # columns of the table in characters of a terminal, a Chinese one counting two
STATES = {
    "filed": _("handed in"),
    "open": _("not filed"),
    "exempted": _("exempted"),
    "dropped": _("no longer asked for"),
}


def row_of(sent: Sent) -> tuple[str, ...]:
    """Return a message as a row under HEADINGS."""
    weekday, sort = _say(WEEKDAYS[sent.at.weekday()]), _say(SORTS[sent.sort])
    when = (f"{sent.at:%Y-%m-%d}", f"{sent.at:%H:%M}", weekday)
    return *when, sent.name, sent.title, sent.unit, sort, "；".join(sent.about), sent.text


def table_lines(sent: Iterable[Sent]) -> Iterator[str]:
    """Return the table's lines; long texts are cut, the CSV has them whole."""
    yield _laid_out(tuple(map(_say, HEADINGS)))
    for each in sent:
        yield _laid_out(row_of(each))


def write_csv(path: Path, sent: Iterable[Sent]) -> None:
    """Write the calendar as CSV that spreadsheets open as UTF-8; raises FileExistsError."""
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(_say, HEADINGS))
        writer.writerows(map(row_of, sent))


def summary_lines(found: Replayed, sent: list[Sent]) -> Iterator[str]:
    """Return how many messages of which sort there were, who got most, how filings stand."""
    yield _say(_("Messages: {count}", count=len(sent)))
    sorts = Counter(each.sort for each in sent)
    yield from (f"  {_say(words)}  {sorts[sort]}" for sort, words in SORTS.items() if sorts[sort])
    people = Counter((each.name, each.title, each.unit) for each in sent)
    yield _say(_("Most of them went to:"))
    yield from (
        f"  {name}（{title}，{unit}）  {count}"
        for (name, title, unit), count in people.most_common(5)
    )
    standing = "，".join(
        f"{_say(words)} {found.assignment[state]}"
        for state, words in STATES.items()
        if state in found.assignment
    )
    yield _say(_("Tasks: {standing}; filed late: {late}", standing=standing, late=found.filed_late))


def _laid_out(row: tuple[str, ...]) -> str:
    cells = (
        _fit(cell.replace("\n", " / "), width)
        for cell, width in zip(row, WIDEST, strict=True)
        if width
    )
    return "  ".join(cells).rstrip()


def _fit(text: str, width: int) -> str:
    """Return the text as wide as its column: cut with …, or filled up."""
    used, cut, left = 0, 0, width - 1
    for place, character in enumerate(text):
        if used < width:
            cut, left = place, width - 1 - used
        used += _width(character)
        if used > width:
            return text[:cut] + "…" + " " * left
    return text + " " * (width - used)


@cache
def _width(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 1


def _say(message: Message) -> str:
    return translate(message, LANGUAGE)
