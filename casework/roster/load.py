"""Import the roster: all of it when nothing is wrong, nothing of it otherwise, and the same again
changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from casework.people.bindings import release_misnamed
from casework.roster.check import Known, check, known_in, renamed_units
from casework.roster.rows import HELD_IN_UNIT, PersonRow, Roster, UnitRow, read_roster
from casework.roster.sheet import Fault
from casework.roster.template import write_template
from locales import Message, _
from rules.text.spelling import normalise, spell
from storage.queries.unit_tree import forget_units
from storage.tables import Invitation, Person, RoleHeld, Unit

__all__ = [
    "Fault",
    "ImportSummary",
    "Known",
    "Roster",
    "RosterRefused",
    "check",
    "import_roster",
    "known_in",
    "new_qr",
    "read_roster",
    "write_template",
]

_UNAMBIGUOUS = (
    "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o, 1 l i: it may be read from a poster and typed
)


class RosterRefused(Exception):
    """The roster has faults and nothing was imported; `faults` holds all of them as messages, mend
    them and import it again.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = [fault.as_message() for fault in faults]
        super().__init__(f"{len(self.faults)} faults in the roster")


@dataclass
class Count:
    """How many rows were added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class ImportSummary:
    """What an import did."""

    units: Count = field(default_factory=Count)
    persons: Count = field(default_factory=Count)
    unbound: int = 0  # chats

    def as_message(self) -> Message:
        """Return the summary in words."""
        counts = {f"units_{name}": count for name, count in vars(self.units).items()}
        counts |= {f"persons_{name}": count for name, count in vars(self.persons).items()}
        text = _(
            "Units: {units_added} added, {units_changed} changed, {units_unchanged} as before. "
            "Persons: {persons_added} added, {persons_changed} changed, "
            "{persons_unchanged} as before.",
            **counts,
        )
        if not self.unbound:
            return text
        return _(
            "{summary} WeCom accounts unbound that are no longer theirs: {count}.",
            summary=text,
            count=self.unbound,
        )


def new_qr() -> str:
    """Return a random code for a unit's poster: 12 letters and digits that are not mistaken for one
    another.
    """
    return "".join(secrets.choice(_UNAMBIGUOUS) for _each in range(12))


def import_roster(session: Session, roster: Roster, now: datetime) -> ImportSummary:
    """Carry the roster out: units are known by name, persons by number; who is not in it stays as
    stored.

    Raises RosterRefused, with nothing changed, when there is a single fault. A person's roles
    become those of the roster; somebody marked 停用 loses them and any open invitation. A WeCom
    account that is not the person's any more is unbound.
    """
    if faults := check(roster, known_in(session)):
        raise RosterRefused(faults)
    summary = ImportSummary()
    units = _import_units(session, roster.units, summary.units)
    before = dict(session.exec(select(Person.id, Person.wecom_user)).all())
    _import_persons(session, roster.persons, units, summary.persons, now)
    session.flush()
    summary.unbound = release_misnamed(session, before, now)
    forget_units(session)
    return summary


def _import_units(session: Session, rows: Iterable[UnitRow], count: Count) -> dict[str, Unit]:
    """Import the units and return every stored one by normalised name."""
    units = {
        normalise(unit.name): unit for unit in session.exec(select(Unit).order_by(col(Unit.id)))
    }
    for new, old in renamed_units(rows, units).items():
        units[new] = units.pop(old)
    wanted = [
        row for row in rows if not row.disabled or normalise(row.name) in units
    ]  # what is out of use need not begin
    before = {name: unit.model_dump() for name, unit in units.items()}
    for row in wanted:
        if normalise(row.name) not in units:
            units[normalise(row.name)] = Unit(name=row.name, qr=new_qr())
            session.add(units[normalise(row.name)])
    session.flush()
    for row in wanted:
        name = normalise(row.name)
        _set_unit(units[name], row, units)
        _count(count, before.get(name), units[name])
    session.flush()
    return units


def _set_unit(unit: Unit, row: UnitRow, units: Mapping[str, Unit]) -> None:
    if row.pinyin or row.initials or not unit.pinyin or normalise(unit.name) != normalise(row.name):
        unit.pinyin, unit.initials = _spelling(row)
    unit.name, unit.kind = row.name, row.kind
    if row.aliases is not None:
        unit.aliases = list(row.aliases)
    if row.parent is not None:
        unit.parent_id = units[normalise(row.parent)].id if normalise(row.parent) in units else None
    if row.disabled is not None:
        unit.active = not row.disabled


def _spelling(row: UnitRow) -> tuple[str, str]:
    """Return pinyin and initials, as the row gives them or as they follow from its name; pypinyin
    is loaded only when needed.
    """
    syllables = row.pinyin.split()
    initials = row.initials or (
        "".join(each[0] for each in syllables) if len(syllables) == len(normalise(row.name)) else ""
    )
    if row.pinyin and initials:
        return row.pinyin, initials
    spelt = spell(row.name)
    return row.pinyin or spelt.pinyin, initials or spelt.initials


def _import_persons(
    session: Session,
    rows: Iterable[PersonRow],
    units: Mapping[str, Unit],
    count: Count,
    now: datetime,
) -> None:
    persons = {person.key.casefold(): person for person in session.exec(select(Person))}
    wanted = [row for row in rows if not row.disabled or row.key.casefold() in persons]
    before = {key: person.model_dump() for key, person in persons.items()}
    _free_accounts(session, wanted, persons)
    for row in wanted:
        if row.key.casefold() not in persons:
            persons[row.key.casefold()] = Person(key=row.key, name=row.name)
            session.add(persons[row.key.casefold()])
    session.flush()
    held: dict[int, dict[tuple[str, int | None], RoleHeld]] = {}
    for each in session.exec(select(RoleHeld)):
        held.setdefault(each.person_id, {})[each.role, each.unit_id] = each
    new_roles: list[dict[str, object]] = []
    for row in wanted:
        person = persons[row.key.casefold()]
        _set_person(person, row)
        before_roles, roles = held.get(person.id or 0, {}), _roles(row, units)
        for lost in before_roles.keys() - roles:
            session.delete(before_roles[lost])
        missing = sorted(roles - before_roles.keys(), key=str)
        new_roles += ({"person_id": person.id, "role": role, "unit_id": at} for role, at in missing)
        _count(
            count, before.get(row.key.casefold()), person, also_changed=before_roles.keys() != roles
        )
    if new_roles:
        session.execute(insert(RoleHeld), new_roles)
    for gone in (persons[row.key.casefold()].id for row in wanted if row.disabled):
        open_ones = (
            col(Invitation.person_id) == gone,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        session.execute(update(Invitation).where(*open_ones).values(expires_at=now))


def _free_accounts(
    session: Session, rows: Iterable[PersonRow], persons: Mapping[str, Person]
) -> None:
    """Take away the WeCom accounts that change first, so that two persons may exchange theirs."""
    for row in rows:
        person = persons.get(row.key.casefold())
        if (
            person is not None
            and row.wecom is not None
            and person.wecom_user != (row.wecom or None)
        ):
            person.wecom_user = None
    session.flush()


def _set_person(person: Person, row: PersonRow) -> None:
    person.name = row.name
    if row.title is not None:
        person.title = row.title
    if row.phone is not None:
        person.phone = row.phone
    if row.wecom is not None:
        person.wecom_user = row.wecom or None
    if row.disabled is not None:
        person.active = not row.disabled


def _roles(row: PersonRow, units: Mapping[str, Unit]) -> set[tuple[str, int | None]]:
    """Return the roles that the row gives, each with its unit or None for the whole bureau."""
    if row.disabled:
        return set()
    places = [units[normalise(name)].id for name in row.units]
    return {
        (str(role), at) for role in row.roles for at in (places if role in HELD_IN_UNIT else [None])
    }


def _count(
    count: Count,
    before: Mapping[str, object] | None,
    row: Unit | Person,
    *,
    also_changed: bool = False,
) -> None:
    if before is None:
        count.added += 1
    elif also_changed or before != row.model_dump():
        count.changed += 1
    else:
        count.unchanged += 1
