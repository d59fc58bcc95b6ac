"""The rows of a roster as somebody wrote them down, and the headings above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from casework.channels import RosterAccounts
from casework.roster.sheet import Fault
from locales import Message
from rules.permissions import Role

Headings = Mapping[str, tuple[str, ...]]  # by field; the first is the template's

DISABLED = ("停用", "disabled")
UNIT_HEADINGS: Headings = {
    "name": ("单位名称", "unit name"),
    "kind": ("类别", "kind"),
    "parent": ("上级单位", "parent"),
    "aliases": ("别名", "简称", "简称/别名", "aliases"),
    "pinyin": ("拼音", "pinyin"),
    "initials": ("首字母", "initials"),
    "disabled": DISABLED,
}
PERSON_HEADINGS: Headings = {
    "key": ("工号", "staff number", "key"),
    "name": ("姓名", "name"),
    "units": ("单位", "所在单位", "unit"),
    "title": ("职务", "title"),
    "roles": ("角色", "roles", "role"),
    "phone": ("手机", "手机号", "phone"),
}


def person_headings(accounts: Iterable[RosterAccounts]) -> Headings:
    """Return the headings of persons, with a field for each channel that has accounts."""
    columns = {kind.channel: kind.headings for kind in accounts}
    return {**PERSON_HEADINGS, **columns, "disabled": DISABLED}


@dataclass(frozen=True, slots=True)
class Line:
    """Where a row stands; `columns` names each field's column as the spreadsheet shows it."""

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
    """A person of the roster; None stands for a column that the table lacks: what is stored stays.

    `accounts` holds the account for each channel that has a column, "" for none.
    """

    line: Line
    key: str
    name: str
    units: tuple[str, ...]
    title: str | None
    roles: tuple[Role, ...]
    phone: str | None
    accounts: Mapping[str, str]
    disabled: bool | None


@dataclass(frozen=True, slots=True)
class Roster:
    """What was read: the rows that could be read and the faults of those that could not.

    `accounts` are the channels for which the table may have a column.
    """

    units: tuple[UnitRow, ...] = ()
    persons: tuple[PersonRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    accounts: tuple[RosterAccounts, ...] = field(default=(), compare=False)
