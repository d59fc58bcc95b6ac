"""Read the cells of a roster from xlsx or CSV as text, within bounds; what cannot be read is a
fault, never an exception.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from locales import Message, _
from rules.text.spelling import clean, normalise

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 40_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 50
# Stands for a cell that could not be read and was reported; no clean text holds it.
UNREAD = "\ue000"
NOT_READ = frozenset({"说明", "选项", "notes"})  # sheets that are not data


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a roster, and where: sheet, row (from 1) and column as the spreadsheet
    shows them, as far as known.
    """

    what: Message
    sheet: str = ""
    row: int = 0
    column: str = ""

    def as_message(self) -> Message:
        """Return the fault in one sentence with its place."""
        place: dict[str, str | int | Message] = {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "what": self.what,
        }
        if self.row and self.column:
            return _("{sheet}, row {row}, column {column}: {what}", **place)
        if self.row:
            return _("{sheet}, row {row}: {what}", **place)
        return _("{sheet}: {what}", **place) if self.sheet else self.what


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows that hold anything, as (row number, texts); the texts are clean."""

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


class _Refused(Exception):
    """The file cannot be taken as a roster; carries what to say."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.text)
        self.what = what


def read_sheets(path: Path, *, dates: bool = False) -> tuple[list[Sheet], list[Fault]]:
    """Return the file's data sheets and the faults found in reading them; a CSV is one sheet named
    like the file.

    With `dates` a cell that holds a date is read as 2026-03-16; a roster has none, so there it is a
    fault.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise _Refused(
                _(
                    "The file is larger than {size} MB. Split it into several.",
                    size=MAX_BYTES // 1_000_000,
                )
            )
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise _Refused(
                _(
                    "This is an old .xls file or one with a password. Save it as .xlsx "
                    "without a password and import that."
                )
            )
        if content.startswith(b"PK"):
            return _read_workbook(content, dates=dates)
        return _read_csv(content, clean(path.name))
    except OSError:
        return [], [Fault(_("The file {name} cannot be opened.", name=clean(path.name)))]
    except _Refused as refused:
        return [], [Fault(refused.what)]


def _read_csv(content: bytes, name: str) -> tuple[list[Sheet], list[Fault]]:
    text = _decode(content)
    head = text[:4096].partition("\n")[0]
    delimiter = max(",;\t，", key=head.count) if head else ","
    sheet, faults = Sheet(name), list[Fault]()
    try:
        for number, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            texts = [clean(value) for value in values[:MAX_COLUMNS]]
            faults += [
                _formula(name, number, at)
                for at, value in enumerate(texts)
                if value.startswith("=")
            ]
            _take(sheet, number, [UNREAD if value.startswith("=") else value for value in texts])
    except csv.Error:
        raise _Refused(
            _(
                "The file is not a table: a quotation mark may be missing. Save it again "
                "as CSV or xlsx."
            )
        ) from None
    return [sheet], faults


def _decode(content: bytes) -> str:
    """Excel writes CSV as GBK or as UTF-8 with a mark, its "Unicode text" as UTF-16."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for name in (encoding, "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise _Refused(_("The file is neither an xlsx workbook nor CSV in UTF-8 or GBK."))


def _read_workbook(content: bytes, *, dates: bool) -> tuple[list[Sheet], list[Fault]]:
    from openpyxl import load_workbook  # here, because it takes 29 MB and only a workbook needs it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about features of Excel that a roster does not need
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise _Refused(
                    _("The workbook holds too much. Keep the two tables and delete the rest.")
                )
            book = load_workbook(io.BytesIO(content), read_only=True)
            sheets, faults = list[Sheet](), list[Fault]()
            for worksheet in book.worksheets:
                if normalise(worksheet.title) not in NOT_READ:
                    sheet = Sheet(clean(worksheet.title))
                    sheets.append(sheet)
                    faults += _read_worksheet(worksheet, sheet, dates=dates)
                    with archive.open(worksheet._worksheet_path) as part:  # type: ignore[attr-defined]
                        faults += _merged(part, sheet)
            return sheets, faults
    except _Refused:
        raise
    except Exception:  # noqa: BLE001  # openpyxl raises whatever its parser trips over in a broken workbook
        raise _Refused(
            _(
                "The workbook is damaged or not an xlsx workbook. Open it, save it as "
                ".xlsx and import that."
            )
        ) from None


def _read_worksheet(worksheet: Any, sheet: Sheet, *, dates: bool) -> Iterator[Fault]:
    worksheet.reset_dimensions()  # some programs write wrong ones, and rows would be missing
    missing: object = None
    for number, cells in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        # A stray cell far down brings a million rows that are not there, all one tuple.
        if cells is missing:
            continue
        missing = cells
        texts = []
        for at, cell in enumerate(cells):
            value = cell.value
            if dates and isinstance(value, datetime):
                value = f"{value:%Y-%m-%d}"
            kind = cell.data_type if value is not None else "n"
            text, fault = _cell_text(value, kind, sheet.name, number, at)
            texts.append(text)
            if fault is not None:
                yield fault
        _take(sheet, number, texts)


def _cell_text(value: Any, kind: str, sheet: str, row: int, at: int) -> tuple[str, Fault | None]:
    """Return the cell as text; a formula, an error or a date is a fault and stands as UNREAD."""
    if kind == "f":
        return UNREAD, _formula(sheet, row, at)
    if kind == "e":
        return UNREAD, Fault(
            _("The cell shows an error. Write the value itself."), sheet, row, column_letters(at)
        )
    if isinstance(value, (datetime, date, time, timedelta)):
        return UNREAD, Fault(
            _("Excel took this for a date. Format the column as text and write it again."),
            sheet,
            row,
            column_letters(at),
        )
    if value is None or value is False:
        return "", None
    if value is True:
        return "是", None
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), None
    return clean(str(value)), None


def _merged(part: Any, sheet: Sheet) -> Iterator[Fault]:
    """Merged cells hide values from every row but the first; a merged title above the table does no
    harm.
    """
    from xml.etree.ElementTree import iterparse

    first = next((row for row, texts in sheet.rows if sum(map(bool, texts)) > 1), 0)
    for _event, element in iterparse(part):  # noqa: S314  # expat bounds what entities expand to, and the size is bounded
        if element.tag.endswith("}mergeCell"):
            area = element.get("ref", "")
            row = int("".join(filter(str.isdecimal, area.partition(":")[2])) or 0)
            if first and row >= first:
                top = int("".join(filter(str.isdecimal, area.partition(":")[0])) or 0)
                column = "".join(filter(str.isalpha, area.partition(":")[0]))
                yield Fault(
                    _("The cells {area} are merged. Split them and fill in each.", area=area),
                    sheet.name,
                    top,
                    column,
                )
        element.clear()


def _take(sheet: Sheet, number: int, texts: list[str]) -> None:
    if any(texts):
        if len(sheet.rows) >= MAX_ROWS:
            raise _Refused(
                _(
                    "More than {count} rows in one sheet. Split the file into several.",
                    count=MAX_ROWS,
                )
            )
        sheet.rows.append((number, texts))


def _formula(sheet: str, row: int, at: int) -> Fault:
    return Fault(
        _("Formulas are not read. Write the value itself."), sheet, row, column_letters(at)
    )


def column_letters(at: int) -> str:
    """Return a column's letters as a spreadsheet shows them, counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
