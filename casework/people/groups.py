"""The roster as campaigns ask for it: who belongs to which of their groups."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from casework.desk import Desk
from rules.campaign.groups import PersonFacts, UnitFacts, persons_of
from rules.campaign.model import Campaign
from rules.permissions import Role
from storage.tables import Person, RoleHeld, Unit

# In session.info, forgotten when the roster changes (storage.queries.unit_tree).
_UNITS, _ROSTER = "units_in_use", "roster"

Roster = tuple[dict[str, int], list[PersonFacts], list[UnitFacts]]

# Built once, and read as plain rows: every campaign's job asks for all of them.
_UNITS_IN_USE = (
    select(Unit.id, Unit.name, Unit.kind, Unit.parent_id)
    .where(col(Unit.active))
    .order_by(col(Unit.id))
)
_ROLES = select(RoleHeld.person_id, RoleHeld.role, RoleHeld.unit_id)
_ROLES_OF_ONE = _ROLES.where(RoleHeld.person_id == bindparam("_person"))
_PEOPLE = (
    select(Person.id, Person.key, Person.name, Person.title)
    .where(col(Person.active))
    .order_by(col(Person.id))
)


def members_of(desk: Desk, campaign: Campaign, groups: Sequence[str]) -> list[int]:
    """Return the active persons in any of these groups; of groups without accounts nobody."""
    ids, persons, units = roster_of(desk.session)
    found: dict[int, None] = {}
    for group in _known(campaign, groups):
        for person in persons_of(campaign, group, persons, units):
            found[ids[person.key]] = None
    return list(found)


def is_member(desk: Desk, campaign: Campaign, groups: Sequence[str]) -> bool:
    """Tell whether the actor is in any of these groups; nobody else's roles are read for it."""
    me, units = own_facts(desk)
    return any(persons_of(campaign, group, me, units) for group in _known(campaign, groups))


def _known(campaign: Campaign, groups: Sequence[str]) -> list[str]:
    groups_known = {*campaign.groups.units, *campaign.groups.persons}
    return [group for group in groups if group in groups_known]


def own_facts(desk: Desk) -> tuple[list[PersonFacts], list[UnitFacts]]:
    """Return the actor alone, and all units, as groups ask for them."""
    units = _units_in_use(desk.session)
    me = desk.actor.person_id
    person = desk.session.get(Person, me) if me is not None else None
    if person is None or not person.active:
        return [], [*units.values()]
    rows = desk.session.connection().execute(_ROLES_OF_ONE, {"_person": person.id})
    roles = frozenset((Role(role), _name_of(units, unit)) for _person, role, unit in rows)
    return [PersonFacts(person.key, person.name, roles, person.title)], [*units.values()]


def roster_of(session: Session) -> Roster:
    """Return the ids by staff number, the active persons and the units; read once a transaction."""
    roster: Roster | None = session.info.get(_ROSTER)
    if roster is None:
        roster = session.info[_ROSTER] = _read_roster(session)
    return roster


def _read_roster(session: Session) -> Roster:
    session.flush()
    units = _units_in_use(session)
    held: dict[int, set[tuple[Role, str | None]]] = {}
    for person, role, unit in session.connection().execute(_ROLES):
        held.setdefault(person, set()).add((Role(role), _name_of(units, unit)))
    ids: dict[str, int] = {}
    persons: list[PersonFacts] = []
    for id_, key, name, title in session.connection().execute(_PEOPLE):
        ids[key] = id_
        persons.append(PersonFacts(key, name, frozenset(held.get(id_, ())), title))
    return ids, persons, [*units.values()]


def _units_in_use(session: Session) -> dict[int, UnitFacts]:
    """Return the units in use by id; read once in a transaction."""
    units: dict[int, UnitFacts] | None = session.info.get(_UNITS)
    if units is None:
        session.flush()
        rows = session.connection().execute(_UNITS_IN_USE).all()
        names = {unit: name for unit, name, _kind, _parent in rows}
        units = session.info[_UNITS] = {
            unit: UnitFacts(name, kind, names.get(parent)) for unit, name, kind, parent in rows
        }
    return units


def _name_of(units: dict[int, UnitFacts], unit_id: int | None) -> str | None:
    unit = units.get(unit_id) if unit_id is not None else None
    return unit.name if unit is not None else None
