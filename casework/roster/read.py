"""Read a roster: its tables, row by row, each fault noted where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casework.channels import RosterAccounts
from casework.roster.cells import Cells, read_person, read_unit
from casework.roster.rows import (
    UNIT_HEADINGS,
    Headings,
    Line,
    PersonRow,
    Roster,
    UnitRow,
    person_headings,
)
from casework.roster.sheet import Fault, Sheet, column_letters, read_sheets
from locales import _
from rules.text.spelling import normalise

REQUIRED = {"name", "kind", "key", "roles"}
REMARKS = frozenset({"备注", "remarks"})
EXAMPLE = ("（示例）", "(示例)")


def read_roster(path: Path, accounts: Sequence[RosterAccounts]) -> Roster:
    """Read a roster from xlsx or CSV; whatever is wrong with the file or a cell is in its faults.

    A table begins at a row of headings, in Chinese or English: 单位名称 makes it units, 工号
    persons; both fit in one sheet. For each of `accounts` persons may have a column.
    """
    sheets, faults = read_sheets(path)
    reader = _Reader(accounts, person_headings(accounts), faults)
    for sheet in sheets:
        reader.read(sheet)
    if not faults and not any(sheet.rows for sheet in sheets):
        faults.append(Fault(_("The file is empty. Fill in the template and import that.")))
    return Roster(tuple(reader.units), tuple(reader.persons), tuple(faults), tuple(accounts))


@dataclass(slots=True)
class _Reader:
    """Reads sheets and collects rows and faults."""

    accounts: Sequence[RosterAccounts]
    person_headings: Headings
    faults: list[Fault]
    units: list[UnitRow] = field(default_factory=list)
    persons: list[PersonRow] = field(default_factory=list)

    def read(self, sheet: Sheet) -> None:
        """Read the sheet's tables; what stands above the first is lost, but for a title."""
        headings: Headings | None = None
        columns: dict[str, int] = {}
        lost = 0
        last = sheet.rows[-1][0] if sheet.rows else 0
        for number, texts in sheet.rows:
            begun = self._headings_in(texts)
            if begun is not None:
                headings = begun
                columns = _read_headings(begun, sheet.name, number, texts, self.faults)
            elif headings is None:
                is_title = sum(map(bool, texts)) == 1 and number != last
                if not is_title:
                    lost = lost or number
            elif not _missing(headings, columns):
                self._read_row(headings, columns, sheet.name, number, texts)
        if lost:
            missing = _("No headings above this row. A table begins with 单位名称 or 工号.")
            self.faults.append(Fault(missing, sheet.name, lost))

    def _headings_in(self, texts: Sequence[str]) -> Headings | None:
        words = {normalise(text) for text in texts}
        for headings, sign in ((UNIT_HEADINGS, "name"), (self.person_headings, "key")):
            if words & {normalise(word) for word in headings[sign]}:
                return headings
        return None

    def _read_row(
        self,
        headings: Headings,
        columns: Mapping[str, int],
        sheet: str,
        number: int,
        texts: Sequence[str],
    ) -> None:
        """Read a unit or a person; examples of the template and empty rows are passed over."""
        shown = {
            field: f"{column_letters(at)} {headings[field][0]}" for field, at in columns.items()
        }
        values = {field: texts[at] if at < len(texts) else "" for field, at in columns.items()}
        is_unit = headings is UNIT_HEADINGS
        if values["name" if is_unit else "key"].startswith(EXAMPLE) or not any(values.values()):
            return
        cells = Cells(Line(sheet, number, shown), values, self.faults)
        if is_unit:
            self.units.append(read_unit(cells))
        else:
            self.persons.append(read_person(cells, self.accounts))


def _missing(headings: Headings, columns: Mapping[str, int]) -> list[str]:
    return [field for field in headings if field in REQUIRED and field not in columns]


def _read_headings(
    headings: Headings, sheet: str, row: int, texts: Sequence[str], faults: list[Fault]
) -> dict[str, int]:
    """Return the place of each field; unknown, double and missing headings are faults."""
    known = {normalise(word): field for field, words in headings.items() for word in words}
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        field = known.get(normalise(text))
        if field is not None and field not in columns:
            columns[field] = at
        elif field is not None:
            double = _("The column {name} is there twice.", name=text)
            faults.append(Fault(double, sheet, row, column_letters(at)))
        elif text and normalise(text) not in REMARKS:
            unknown = _(
                "There is no column {name}. Delete it, or use the headings of the template.",
                name=text,
            )
            faults.append(Fault(unknown, sheet, row, column_letters(at)))
    missing = [headings[field][0] for field in _missing(headings, columns)]
    faults += [Fault(_("The column {name} is missing.", name=name), sheet, row) for name in missing]
    return columns
