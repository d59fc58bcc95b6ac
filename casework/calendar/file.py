"""Read a file of free and working days: the columns 日期, 休/班 and 名称, every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from casework.calendar.days import MAX_DAYS_AT_ONCE, days_of
from casework.roster.sheet import UNREAD, Fault, Sheet, column_letters, read_sheets
from locales import Message, _
from rules.text.spelling import normalise
from rules.time.date_parsing import read_days
from storage.tables import CalendarDay

_HEADINGS = {
    "day": ("日期", "day", "date"),
    "what": ("休/班", "休班", "类型", "type"),
    "name": ("名称", "名称说明", "备注", "name"),
}
_FREE = {"休", "休息", "放假", "free"}
_WORKED = {"班", "上班", "补班", "worked"}
_BACK = {"取消", "撤销", "back"}
MAX_NAME_CHARACTERS = 20


class CalendarRefused(Exception):
    """The file has faults; nothing is changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = [fault.as_message() for fault in faults]


@dataclass
class CalendarFile:
    """The days to be set, and those of the bureau's own to be taken back."""

    days: dict[date, CalendarDay] = field(default_factory=dict)
    taken_back: set[date] = field(default_factory=set)


def read_calendar(path: Path, today: date, publishes: int | None = None) -> CalendarFile:
    """Return what the file says; raises CalendarRefused with every fault.

    A published year must have days in the file.
    """
    sheets, faults = read_sheets(path, dates=True)
    read = CalendarFile()
    for sheet in sheets:
        faults += _read_sheet(sheet, today, read)
    if not faults:
        faults += _check_whole(read, publishes)
    if faults:
        raise CalendarRefused(faults)
    return read


def _check_whole(read: CalendarFile, publishes: int | None) -> Iterator[Fault]:
    if not (read.days or read.taken_back):
        yield Fault(_("The file holds no day."))
    elif publishes is not None and all(day.year != publishes for day in read.days):
        yield Fault(
            _(
                "The file holds no day of {year}, so it cannot be that year's calendar.",
                year=publishes,
            )
        )


def _read_sheet(sheet: Sheet, today: date, read: CalendarFile) -> Iterator[Fault]:
    if not sheet.rows:
        return
    heading_row, heading = sheet.rows[0]
    columns = _find_columns(heading)
    missing = [_HEADINGS[name][0] for name in ("day", "what") if name not in columns]
    if missing:
        text = _(
            "The heading lacks: {missing}. It has to be 日期, 休/班, 名称.",
            missing="、".join(missing),
        )
        yield Fault(text, sheet.name, heading_row)
        return
    for row, texts in sheet.rows[1:]:
        cells = {
            name: texts[column] if column < len(texts) else "" for name, column in columns.items()
        }
        if UNREAD not in cells.values():
            yield from _read_row(cells, Place(sheet.name, row, columns), today, read)


def _find_columns(heading: Sequence[str]) -> dict[str, int]:
    """Return in which column what stands, as far as the heading names it."""
    known = [normalise(cell) for cell in heading]
    columns: dict[str, int] = {}
    for name, words in _HEADINGS.items():
        for word in map(normalise, words):
            if word in known:
                columns[name] = known.index(word)
    return columns


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, and which column holds what."""

    sheet: str
    row: int
    columns: dict[str, int]

    def fault(self, what: Message, column: str) -> Fault:
        """Return a fault in this row."""
        return Fault(what, self.sheet, self.row, column_letters(self.columns[column]))


def _read_row(
    cells: dict[str, str], place: Place, today: date, read: CalendarFile
) -> Iterator[Fault]:
    span = read_days(cells["day"], today)
    faults = list(_check_row(cells, span, place))
    if faults or span is None:
        yield from faults
        return
    days, what = days_of(*span), cells["what"]
    for day in days:
        if day in read.days or day in read.taken_back:
            yield place.fault(_("{day} is there twice.", day=day), "day")
            return
    if what in _BACK:
        read.taken_back.update(days)
        return
    for day in days:
        read.days[day] = CalendarDay(day=day, free=what in _FREE, name=cells.get("name", ""))


def _check_row(
    cells: dict[str, str], span: tuple[date, date] | None, place: Place
) -> Iterator[Fault]:
    what, name = cells["what"], cells.get("name", "")
    if span is None:
        text = _(
            "“{day}” is no day. Write for example 2026-03-16, or 2026-01-20至2026-02-25.",
            day=cells["day"][:30],
        )
        yield place.fault(text, "day")
    elif (span[1] - span[0]).days >= MAX_DAYS_AT_ONCE:
        text = _("At most {count} days can be set at once.", count=MAX_DAYS_AT_ONCE)
        yield place.fault(text, "day")
    if what not in _FREE | _WORKED | _BACK:
        text = _("“{what}” is not known. Write 休, 班 or 取消.", what=what[:30])
        yield place.fault(text, "what")
    if len(name) > MAX_NAME_CHARACTERS:
        text = _("The name is too long; at most {count} characters.", count=MAX_NAME_CHARACTERS)
        yield place.fault(text, "name")
