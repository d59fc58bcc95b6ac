"""From a row's cells to a unit or a person; what is wrong in a cell is a fault."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.channels import RosterAccounts
from casework.roster.rows import Line, PersonRow, UnitRow
from casework.roster.sheet import UNREAD, Fault
from locales import Message, _
from rules.permissions import HELD_IN_UNIT, Role
from rules.roster_terms import ROLES, UNIT_KINDS
from rules.text.spelling import clean, normalise
from rules.text.telephone import read_telephone

MAX_CHARACTERS = {
    "name": 60,
    "kind": 20,
    "parent": 60,
    "key": 40,
    "title": 60,
    "pinyin": 300,
    "initials": 60,
}
_SEVERAL = re.compile(r"[、,，;；|/]")
_LATIN = re.compile(r"[A-Za-zÜü0-9' ]*")
_NOT_LATIN = _("Pinyin is written in Latin letters without tones.")
_YES, _NO = {"是", "停用", "yes", "y", "1", "true"}, {"", "否", "在用", "no", "n", "0", "false"}


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's texts by field, and where its faults go."""

    line: Line
    values: Mapping[str, str]
    faults: list[Fault]

    def complain(self, field: str, what: Message) -> None:
        """Note a fault, unless the cell was reported already as one that cannot be read."""
        if self.values.get(field) != UNREAD:
            self.faults.append(self.line.fault(field, what))

    def text(self, field: str, max_characters: int) -> str:
        """Return the text, cut where it is too long."""
        value = self.values.get(field, "")
        if len(value) > max_characters:
            self.complain(field, _("Too long: at most {count} characters.", count=max_characters))
        return value[:max_characters]

    def required(self, field: str) -> str:
        """Return a text that must be there."""
        value = self.text(field, MAX_CHARACTERS[field])
        if not normalise(value):
            self.complain(field, _("This cell must be filled in."))
        return value

    def optional(self, field: str) -> str | None:
        """Return a text, None where the table has no such column."""
        value = self.text(field, MAX_CHARACTERS[field])
        return value if field in self.values else None

    def several(self, field: str) -> tuple[str, ...]:
        """Return the names that stand in one cell, each once."""
        found = dict.fromkeys(clean(name) for name in _SEVERAL.split(self.values.get(field, "")))
        longest = MAX_CHARACTERS["name"]
        if any(len(name) > longest for name in found):
            self.complain(field, _("Too long: at most {count} characters.", count=longest))
        return tuple(name for name in found if normalise(name))

    def matching(
        self, field: str, pattern: re.Pattern[str], what: Message, max_characters: int
    ) -> str:
        """Return a text of this form, or none."""
        value = self.text(field, max_characters)
        if value and not pattern.fullmatch(value):
            self.complain(field, what)
        return value

    def latin(self, field: str) -> str:
        """Return pinyin or initials."""
        return self.matching(field, _LATIN, _NOT_LATIN, MAX_CHARACTERS[field]).casefold()

    def disabled(self) -> bool | None:
        """Tell whether the row is marked as out of use, None where there is no such column."""
        value = unicodedata.normalize("NFKC", self.values.get("disabled", "")).casefold()
        if value not in _YES | _NO:
            self.complain("disabled", _("Write 是 here, or leave it empty."))
        return value in _YES if "disabled" in self.values else None


def read_unit(cells: Cells) -> UnitRow:
    """Return the unit."""
    name, written = cells.required("name"), cells.required("kind")
    kind = UNIT_KINDS.get(written, written.casefold())
    if written and kind not in UNIT_KINDS.values():
        known = "、".join(UNIT_KINDS)
        cells.complain(
            "kind", _("No such kind: {name}. One of: {known}.", name=written, known=known)
        )
    return UnitRow(
        line=cells.line,
        name=name,
        kind=kind,
        parent=cells.optional("parent"),
        aliases=cells.several("aliases") if "aliases" in cells.values else None,
        pinyin=cells.latin("pinyin"),
        initials=cells.latin("initials"),
        disabled=cells.disabled(),
    )


def read_person(cells: Cells, accounts: Sequence[RosterAccounts]) -> PersonRow:
    """Return the person, with the accounts for which there is a column."""
    key, name = cells.required("key"), cells.required("name")
    units, disabled = cells.several("units"), cells.disabled()
    roles = _read_roles(cells, disabled=bool(disabled))
    if HELD_IN_UNIT.intersection(roles) and not units:
        column = "units" if "units" in cells.values else "roles"
        cells.complain(column, _("This role is held in a unit: fill in 单位."))
    phone = _read_phone(cells)
    found = {kind.channel: _read_account(cells, kind) for kind in accounts}
    return PersonRow(
        line=cells.line,
        key=key,
        name=name,
        units=units,
        title=cells.optional("title"),
        roles=roles,
        phone=phone,
        accounts={channel: account for channel, account in found.items() if account is not None},
        disabled=disabled,
    )


def _read_account(cells: Cells, kind: RosterAccounts) -> str | None:
    account = cells.matching(kind.channel, kind.pattern, kind.wrong, kind.max_characters)
    return account if kind.channel in cells.values else None


def _read_phone(cells: Cells) -> str | None:
    written = cells.values.get("phone")
    if not written:
        return written
    phone = read_telephone(written)
    if phone is None:
        wrong = _("Not a telephone number. Write 11 digits, or area code and number.")
        cells.complain("phone", wrong)
    return phone


def _read_roles(cells: Cells, *, disabled: bool) -> tuple[Role, ...]:
    roles: list[Role] = []
    several = cells.several("roles")
    for written in several:
        try:
            roles.append(ROLES.get(written) or Role(written.casefold()))
        except ValueError:
            known = "、".join(ROLES)
            cells.complain(
                "roles", _("No such role: {name}. One of: {known}.", name=written, known=known)
            )
    if not disabled and not several:
        cells.complain("roles", _("This cell must be filled in."))
    return tuple(dict.fromkeys(roles))
