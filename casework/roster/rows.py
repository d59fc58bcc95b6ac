"""The rows of a roster: units and persons as somebody wrote them down, each fault noted where it
stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.roster.sheet import UNREAD, Fault, Sheet, column_letters, read_sheets
from locales import Message, _
from rules.permissions import Role
from rules.roster_terms import ROLES, UNIT_KINDS
from rules.text.spelling import clean, normalise
from rules.text.telephone import read_telephone

Headings = Mapping[str, tuple[str, ...]]

UNIT_HEADINGS: Headings = {
    "name": ("单位名称", "unit name"),
    "kind": ("类别", "kind"),
    "parent": ("上级单位", "parent"),
    "aliases": ("别名", "简称", "简称/别名", "aliases"),
    "pinyin": ("拼音", "pinyin"),
    "initials": ("首字母", "initials"),
    "disabled": ("停用", "disabled"),
}
PERSON_HEADINGS: Headings = {
    "key": ("工号", "staff number", "key"),
    "name": ("姓名", "name"),
    "units": ("单位", "所在单位", "unit"),
    "title": ("职务", "title"),
    "roles": ("角色", "roles", "role"),
    "phone": ("手机", "手机号", "phone"),
    "wecom": ("企业微信账号", "企业微信", "wecom"),
    "disabled": ("停用", "disabled"),
}
REQUIRED = {"name", "kind", "key", "roles"}
REMARKS = frozenset({"备注", "remarks"})
HELD_IN_UNIT = frozenset(
    {Role.HEAD, Role.HANDLER, Role.STAFF}
)  # the others are held over the whole bureau
LONGEST = {
    "name": 60,
    "kind": 20,
    "parent": 60,
    "key": 40,
    "title": 60,
    "pinyin": 300,
    "initials": 60,
    "wecom": 64,
}
EXAMPLE = ("（示例）", "(示例)")
_SEVERAL = re.compile(r"[、,，;；|/]")
_WECOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*")  # what WeCom allows as a member's account
_YES, _NO = {"是", "停用", "yes", "y", "1", "true"}, {"", "否", "在用", "no", "n", "0", "false"}


@dataclass(frozen=True, slots=True)
class Line:
    """Where a row stands: its sheet, its row, and the column of each field as the spreadsheet shows
    it.
    """

    sheet: str
    row: int
    columns: Mapping[str, str]

    def fault(self, field: str, what: Message) -> Fault:
        """Return a fault in this row's field."""
        return Fault(what, self.sheet, self.row, self.columns.get(field, ""))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the roster; None stands for a column that the table lacks: what is stored stays."""

    line: Line
    name: str
    kind: str
    parent: str | None
    aliases: tuple[str, ...] | None
    pinyin: str
    initials: str
    disabled: bool | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the roster; None stands for a column that the table lacks: what is stored stays."""

    line: Line
    key: str
    name: str
    units: tuple[str, ...]
    title: str | None
    roles: tuple[Role, ...]
    phone: str | None
    wecom: str | None  # "" for none
    disabled: bool | None


@dataclass(frozen=True, slots=True)
class Roster:
    """What was read: the rows that could be read and the faults of those that could not."""

    units: tuple[UnitRow, ...] = ()
    persons: tuple[PersonRow, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_roster(path: Path) -> Roster:
    """Read a roster from xlsx or CSV; whatever is wrong with the file or a cell is in its faults.

    A table begins at a row of headings, in Chinese or English: 单位名称 makes it units, 工号 persons;
    both fit in one sheet.
    """
    sheets, faults = read_sheets(path)
    units, persons = list[UnitRow](), list[PersonRow]()
    for sheet in sheets:
        _read_tables(sheet, units, persons, faults)
    if not faults and not any(sheet.rows for sheet in sheets):
        faults.append(Fault(_("The file is empty. Fill in the template and import that.")))
    return Roster(tuple(units), tuple(persons), tuple(faults))


def _read_tables(
    sheet: Sheet, units: list[UnitRow], persons: list[PersonRow], faults: list[Fault]
) -> None:
    headings: Headings | None = None
    columns: dict[str, int] = {}
    lost = 0
    for number, texts in sheet.rows:
        if (begun := _headings_in(texts)) is not None:
            headings, columns = begun, _read_headings(begun, sheet.name, number, texts, faults)
        elif headings is None:
            if (
                sum(map(bool, texts)) > 1 or number == sheet.rows[-1][0]
            ):  # a title above a table is left alone
                lost = lost or number
        elif not set(headings).intersection(REQUIRED) - set(columns):
            line = Line(
                sheet.name,
                number,
                {
                    field: f"{column_letters(at)} {headings[field][0]}"
                    for field, at in columns.items()
                },
            )
            cells = _Cells(
                line,
                {field: texts[at] if at < len(texts) else "" for field, at in columns.items()},
                faults,
            )
            if cells.values["key" if "key" in headings else "name"].startswith(EXAMPLE) or not any(
                cells.values.values()
            ):
                continue
            if headings is UNIT_HEADINGS:
                units.append(_unit(cells))
            else:
                persons.append(_person(cells))
    if lost:
        faults.append(
            Fault(
                _("No headings above this row. A table begins with 单位名称 or 工号."),
                sheet.name,
                lost,
            )
        )


def _headings_in(texts: Sequence[str]) -> Headings | None:
    words = {normalise(text) for text in texts}
    for headings, sign in ((UNIT_HEADINGS, "name"), (PERSON_HEADINGS, "key")):
        if words & {normalise(word) for word in headings[sign]}:
            return headings
    return None


def _read_headings(
    headings: Headings, sheet: str, row: int, texts: Sequence[str], faults: list[Fault]
) -> dict[str, int]:
    """Return the place of each field; unknown, double and missing headings are faults."""
    known = {normalise(word): field for field, words in headings.items() for word in words}
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        field = known.get(normalise(text))
        if field is None and text and normalise(text) not in REMARKS:
            unknown = _(
                "There is no column {name}. Delete it, or use the headings of the template.",
                name=text,
            )
            faults.append(Fault(unknown, sheet, row, column_letters(at)))
        elif field is not None and field in columns:
            faults.append(
                Fault(
                    _("The column {name} is there twice.", name=text),
                    sheet,
                    row,
                    column_letters(at),
                )
            )
        elif field is not None:
            columns[field] = at
    missing = [
        headings[field][0] for field in headings if field in REQUIRED and field not in columns
    ]
    faults += [Fault(_("The column {name} is missing.", name=name), sheet, row) for name in missing]
    return columns


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row's texts by field, and where its faults go."""

    line: Line
    values: Mapping[str, str]
    faults: list[Fault]

    def complain(self, field: str, what: Message) -> None:
        if self.values.get(field) != UNREAD:  # which was reported already
            self.faults.append(self.line.fault(field, what))

    def text(self, field: str) -> str:
        value, longest = self.values.get(field, ""), LONGEST[field]
        if len(value) > longest:
            self.complain(field, _("Too long: at most {count} characters.", count=longest))
            return value[:longest]
        return value

    def required(self, field: str) -> str:
        value = self.text(field)
        if not normalise(value):
            self.complain(field, _("This cell must be filled in."))
        return value

    def several(self, field: str) -> tuple[str, ...]:
        found = dict.fromkeys(clean(each) for each in _SEVERAL.split(self.values.get(field, "")))
        if any(len(each) > LONGEST["name"] for each in found):
            self.complain(field, _("Too long: at most {count} characters.", count=LONGEST["name"]))
        return tuple(each for each in found if normalise(each))

    def matching(self, field: str, pattern: re.Pattern[str], what: Message) -> str:
        value = self.text(field)
        if value and not pattern.fullmatch(value):
            self.complain(field, what)
        return value

    def disabled(self) -> bool | None:
        value = unicodedata.normalize("NFKC", self.values.get("disabled", "")).casefold()
        if value not in _YES | _NO:
            self.complain("disabled", _("Write 是 here, or leave it empty."))
        return value in _YES if "disabled" in self.values else None


def _unit(cells: _Cells) -> UnitRow:
    name, written = cells.required("name"), cells.required("kind")
    kind = UNIT_KINDS.get(written, written.casefold())
    if written and kind not in UNIT_KINDS.values():
        cells.complain(
            "kind",
            _("No such kind: {name}. One of: {known}.", name=written, known="、".join(UNIT_KINDS)),
        )
    latin, in_pinyin = (
        re.compile(r"[A-Za-zÜü0-9' ]*"),
        _("Pinyin is written in Latin letters without tones."),
    )
    return UnitRow(
        cells.line,
        name,
        kind,
        cells.text("parent") if "parent" in cells.values else None,
        cells.several("aliases") if "aliases" in cells.values else None,
        cells.matching("pinyin", latin, in_pinyin).casefold(),
        cells.matching("initials", latin, in_pinyin).casefold(),
        cells.disabled(),
    )


def _person(cells: _Cells) -> PersonRow:
    key, name, units, disabled = (
        cells.required("key"),
        cells.required("name"),
        cells.several("units"),
        cells.disabled(),
    )
    roles = _roles(cells, disabled=bool(disabled))
    if HELD_IN_UNIT.intersection(roles) and not units:
        cells.complain(
            "units" if "units" in cells.values else "roles",
            _("This role is held in a unit: fill in 单位."),
        )
    phone = read_telephone(cells.values["phone"]) if cells.values.get("phone") else ""
    if phone is None:
        cells.complain(
            "phone", _("Not a telephone number. Write 11 digits, or area code and number.")
        )
    wecom = cells.matching(
        "wecom", _WECOM, _("Not a WeCom account: letters, digits and _ - @ . only.")
    )
    return PersonRow(
        cells.line,
        key,
        name,
        units,
        cells.text("title") if "title" in cells.values else None,
        roles,
        phone if "phone" in cells.values else None,
        wecom if "wecom" in cells.values else None,
        disabled,
    )


def _roles(cells: _Cells, *, disabled: bool) -> tuple[Role, ...]:
    roles: list[Role] = []
    several = cells.several("roles")
    for written in several:
        try:
            roles.append(ROLES.get(written) or Role(written.casefold()))
        except ValueError:
            cells.complain(
                "roles",
                _("No such role: {name}. One of: {known}.", name=written, known="、".join(ROLES)),
            )
    if not disabled and not several:
        cells.complain("roles", _("This cell must be filled in."))
    return tuple(dict.fromkeys(roles))
