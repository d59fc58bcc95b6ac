"""Check a roster's rows against one another and against what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, select

from casework.channels import RosterAccounts
from casework.roster.rows import PersonRow, Roster, UnitRow
from casework.roster.sheet import Fault
from locales import Message, _
from rules.text.spelling import normalise
from storage.tables import Account, Person, Unit

MAX_LEVELS = 10


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A stored unit as far as checking needs it; `parent` is its parent's normalised name."""

    parent: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored: units by normalised name, and whose the accounts are.

    `owners` holds the folded keys of persons by channel and folded account.
    """

    units: Mapping[str, KnownUnit] = field(default_factory=dict)
    owners: Mapping[tuple[str, str], str] = field(default_factory=dict)


def known_in(session: Session) -> Known:
    """Return what is stored, for checking a roster against it."""
    units = session.exec(select(Unit)).all()
    names = {unit.id: normalise(unit.name) for unit in units}
    owned = select(Account.channel, Account.folded, Person.key).join(Person)
    return Known(
        {names[unit.id]: KnownUnit(names.get(unit.parent_id), unit.active) for unit in units},
        {(channel, account): key.casefold() for channel, account, key in session.exec(owned)},
    )


def check(roster: Roster, known: Known | None = None) -> list[Fault]:
    """Return every fault of the roster: those of reading it, and rows that contradict one another
    or what is stored.
    """
    known = known or Known()
    in_use, parents = _after_import(roster.units, known.units)
    faults = [
        *roster.faults,
        *_doubles(roster),
        *_taken_accounts(roster, known),
        *_wrong_parents(roster.units, in_use, parents),
        *_wrong_places(roster.persons, in_use),
    ]
    sheets = list(dict.fromkeys(fault.sheet for fault in faults))
    return sorted(faults, key=lambda fault: (sheets.index(fault.sheet), fault.row))


def _wrong_parents(
    units: Iterable[UnitRow], in_use: Mapping[str, bool], parents: Mapping[str, str | None]
) -> Iterable[Fault]:
    circle = _(
        "Its parents go in a circle, or over more than {count} levels.",
        count=MAX_LEVELS,
    )
    for unit in units:
        if not unit.parent:
            continue
        if not unit.disabled:
            for what in _wrong_unit(unit.parent, in_use):
                yield unit.line.fault("parent", what)
        if _goes_in_a_circle(normalise(unit.name), parents):
            yield unit.line.fault("parent", circle)


def _wrong_places(persons: Iterable[PersonRow], in_use: Mapping[str, bool]) -> Iterable[Fault]:
    for person in persons:
        if person.disabled:
            continue
        for name in person.units:
            for what in _wrong_unit(name, in_use):
                yield person.line.fault("units", what)


def _after_import(
    rows: Sequence[UnitRow], stored: Mapping[str, KnownUnit]
) -> tuple[dict[str, bool], dict[str, str | None]]:
    """Return what each unit would be after the import, by normalised name: whether it is in use,
    and its parent.
    """
    new_names = {old: new for new, old in renamed_units(rows, stored).items()}
    in_use = {new_names.get(name, name): unit.active for name, unit in stored.items()}
    parents = {
        new_names.get(name, name): new_names.get(unit.parent or "", unit.parent)
        for name, unit in stored.items()
    }
    for row in reversed(rows):  # of two rows for one unit, a fault of its own, the first counts
        name = normalise(row.name)
        in_use[name] = in_use.get(name, True) if row.disabled is None else not row.disabled
        parents[name] = parents.get(name) if row.parent is None else normalise(row.parent) or None
    return in_use, parents


def _doubles(roster: Roster) -> Iterable[Fault]:
    first: dict[tuple[str, str], int] = {}
    unique = [
        *((row.line, "name", normalise(row.name)) for row in roster.units),
        *((row.line, "key", row.key.casefold()) for row in roster.persons),
    ]
    for kind in roster.accounts:
        channel = kind.channel
        unique += [
            (row.line, channel, kind.fold(row.accounts.get(channel, ""))) for row in roster.persons
        ]
    for line, column, value in unique:
        before = first.setdefault((column, value), line.row)
        if value and before != line.row:
            yield line.fault(column, _("The same as in row {row}.", row=before))


def _taken_accounts(roster: Roster, known: Known) -> Iterable[Fault]:
    for kind in roster.accounts:
        yield from _taken_on(kind, roster.persons, known)


def _taken_on(kind: RosterAccounts, persons: Sequence[PersonRow], known: Known) -> Iterable[Fault]:
    """Yield the accounts of somebody who is not in the roster, or whose account it leaves."""
    channel = kind.channel
    given_up = {row.key.casefold() for row in persons if channel in row.accounts}
    for row in persons:
        owner = known.owners.get((channel, kind.fold(row.accounts.get(channel, ""))))
        if owner is None or owner == row.key.casefold() or owner in given_up:
            continue
        taken = _(
            "This {platform} account already belongs to the person with the number {key}.",
            platform=kind.label,
            key=owner,
        )
        yield row.line.fault(channel, taken)


def _wrong_unit(name: str, active: Mapping[str, bool]) -> Iterable[Message]:
    if normalise(name) not in active:
        yield _("There is no unit {name}.", name=name)
    elif not active[normalise(name)]:
        yield _("The unit {name} is out of use.", name=name)


def _goes_in_a_circle(name: str, parents: Mapping[str, str | None]) -> bool:
    at: str | None = name
    for _level in range(MAX_LEVELS):
        at = parents.get(at or "")
        if not at:
            return False
    return True


def renamed_units(rows: Iterable[UnitRow], stored: Mapping[str, object]) -> dict[str, str]:
    """Return new names to old, normalised: a row of an unknown name renames the stored unit whose
    name is among its aliases.
    """
    rows = list(rows)
    named = {normalise(row.name) for row in rows}
    renamed: dict[str, str] = {}
    for row in rows:
        old = [
            alias
            for alias in map(normalise, row.aliases or ())
            if alias in stored and alias not in named
        ]
        if normalise(row.name) not in stored and len(old) == 1 and old[0] not in renamed.values():
            renamed[normalise(row.name)] = old[0]
    return renamed
