"""The roster as campaigns ask for it: who belongs to which of their groups."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from casework.desk import Desk
from rules.campaign.groups import PersonFacts, UnitFacts, persons_of
from rules.campaign.model import Campaign
from rules.permissions import Role
from storage.tables import Person, RoleHeld, Unit

_UNITS = "responsible.units"  # in session.info: the units in use by id


def members_of(desk: Desk, campaign: Campaign, groups: Sequence[str]) -> list[int]:
    """Return the ids of the active persons in any of these groups; of groups without accounts
    nobody.
    """
    ids, persons, units = roster_of(desk.session)
    known = [
        each for each in groups if each in campaign.groups.units or each in campaign.groups.persons
    ]
    return list(
        dict.fromkeys(
            ids[person.key]
            for group in known
            for person in persons_of(campaign, group, persons, units)
        )
    )


def is_member(desk: Desk, campaign: Campaign, groups: Sequence[str]) -> bool:
    """Tell whether the actor is in any of these groups; nobody else's roles are read for it."""
    me, units = own_facts(desk)
    known = [
        each for each in groups if each in campaign.groups.units or each in campaign.groups.persons
    ]
    return any(persons_of(campaign, group, me, units) for group in known)


def own_facts(desk: Desk) -> tuple[list[PersonFacts], list[UnitFacts]]:
    """Return the actor alone, and all units, as groups ask for them; read once in a transaction."""
    units: dict[int, UnitFacts] = desk.session.info.setdefault(_UNITS, {})
    if not units:
        rows = desk.session.exec(
            select(Unit.id, Unit.name, Unit.kind, Unit.parent_id).where(col(Unit.active))
        ).all()
        names = {unit: name for unit, name, _kind, _parent in rows}
        units.update(
            {
                unit or 0: UnitFacts(name, kind, names.get(parent))
                for unit, name, kind, parent in rows
            }
        )
    person = (
        desk.session.get(Person, desk.actor.person_id) if desk.actor.person_id is not None else None
    )
    if person is None or not person.active:
        return [], [*units.values()]
    held = desk.session.exec(
        select(RoleHeld.role, RoleHeld.unit_id).where(RoleHeld.person_id == person.id)
    )
    roles = frozenset(
        (Role(role), units[unit].name if unit in units else None) for role, unit in held
    )
    return [PersonFacts(person.key, person.name, roles, person.title)], [*units.values()]


def roster_of(session: Session) -> tuple[dict[str, int], list[PersonFacts], list[UnitFacts]]:
    """Return the active roster as groups ask for it, with the ids by staff number; read once in a
    transaction.
    """
    if "roster" not in session.info:
        session.info["roster"] = _read_roster(session)
    read: tuple[dict[str, int], list[PersonFacts], list[UnitFacts]] = session.info["roster"]
    return read


def _read_roster(session: Session) -> tuple[dict[str, int], list[PersonFacts], list[UnitFacts]]:
    units = {
        each.id: each
        for each in session.exec(select(Unit).where(col(Unit.active)).order_by(col(Unit.id)))
    }
    names = {each: unit.name for each, unit in units.items()}
    held: dict[int, set[tuple[Role, str | None]]] = {}
    for each in session.exec(select(RoleHeld)):
        held.setdefault(each.person_id, set()).add((Role(each.role), names.get(each.unit_id)))
    people = session.exec(select(Person).where(col(Person.active)).order_by(col(Person.id))).all()
    persons = [
        PersonFacts(each.key, each.name, frozenset(held.get(each.id or 0, ())), each.title)
        for each in people
    ]
    facts = [UnitFacts(each.name, each.kind, names.get(each.parent_id)) for each in units.values()]
    return {each.key: each.id or 0 for each in people}, persons, facts
