"""Read a file of free and working days: the columns 日期, 休/班 and 名称, every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from casework.calendar.days import LONGEST_SPAN, days_of
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
_FREE, _WORKED, _BACK = (
    {"休", "休息", "放假", "free"},
    {"班", "上班", "补班", "worked"},
    {"取消", "撤销", "back"},
)
_NAME_AT_MOST = 20


class CalendarRefused(Exception):
    """The file has faults; nothing is changed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = [each.as_message() for each in faults]


@dataclass
class CalendarFile:
    """The days to be set, and those of the bureau's own to be taken back."""

    days: dict[date, CalendarDay] = field(default_factory=dict)
    taken_back: set[date] = field(default_factory=set)


def read_calendar(path: Path, today: date, publishes: int | None = None) -> CalendarFile:
    """Return what the file says; raises CalendarRefused with every fault. A published year must
    have days in the file.
    """
    sheets, faults = read_sheets(path, dates=True)
    read = CalendarFile()
    for sheet in sheets:
        faults += _read_sheet(sheet, today, read)
    if not faults and not (read.days or read.taken_back):
        faults.append(Fault(_("The file holds no day.")))
    if not faults and publishes is not None and all(day.year != publishes for day in read.days):
        faults.append(
            Fault(
                _(
                    "The file holds no day of {year}, so it cannot be that year's calendar.",
                    year=publishes,
                )
            )
        )
    if faults:
        raise CalendarRefused(faults)
    return read


def _read_sheet(sheet: Sheet, today: date, read: CalendarFile) -> Iterator[Fault]:
    if not sheet.rows:
        return
    number, heading = sheet.rows[0]
    known = [normalise(each) for each in heading]
    at = {
        name: known.index(each)
        for name, words in _HEADINGS.items()
        for each in map(normalise, words)
        if each in known
    }
    missing = [_HEADINGS[name][0] for name in ("day", "what") if name not in at]
    if missing:
        yield Fault(
            _(
                "The heading lacks: {missing}. It has to be 日期, 休/班, 名称.",
                missing="、".join(missing),
            ),
            sheet.name,
            number,
        )
        return
    for number, texts in sheet.rows[1:]:
        cells = {name: texts[place] if place < len(texts) else "" for name, place in at.items()}
        if UNREAD not in cells.values():
            yield from _read_row(cells, Place(sheet.name, number, at), today, read)


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
    span, what, name = read_days(cells["day"], today), cells["what"], cells.get("name", "")
    faults = []
    if span is None:
        sample = _(
            "“{day}” is no day. Write for example 2026-03-16, or 2026-01-20至2026-02-25.",
            day=cells["day"][:30],
        )
        faults.append(place.fault(sample, "day"))
    elif (span[1] - span[0]).days >= LONGEST_SPAN:
        faults.append(
            place.fault(_("At most {count} days can be set at once.", count=LONGEST_SPAN), "day")
        )
    if what not in _FREE | _WORKED | _BACK:
        faults.append(
            place.fault(_("“{what}” is not known. Write 休, 班 or 取消.", what=what[:30]), "what")
        )
    if len(name) > _NAME_AT_MOST:
        faults.append(
            place.fault(
                _("The name is too long; at most {count} characters.", count=_NAME_AT_MOST), "name"
            )
        )
    if faults or span is None:
        yield from faults
        return
    days = days_of(*span)
    if again := next((day for day in days if day in read.days or day in read.taken_back), None):
        yield place.fault(_("{day} is there twice.", day=again), "day")
    elif what in _BACK:
        read.taken_back |= set(days)
    else:
        read.days |= {day: CalendarDay(day=day, free=what in _FREE, name=name) for day in days}
