"""Who answers for what is owed: the colleague it was handed to, the person, the unit's people, or
the groups together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from casework.desk import Desk
from rules.campaign import Campaign
from rules.campaign_groups import PersonFacts, UnitFacts, persons_of
from rules.permissions import Role
from storage.campaign_tables import Owed
from storage.campaigns import active_campaigns, load_campaign
from storage.duties import owed_by
from storage.pieces import pieces
from storage.tables import Person, RoleHeld, Unit

_ANSWERS = (col(RoleHeld.role).in_((Role.HEAD.value, Role.HANDLER.value)), col(Person.active))
_MANNED = select(RoleHeld.unit_id).join(Person).where(*_ANSWERS, col(RoleHeld.unit_id).is_not(None))
_HELD_AT = (
    select(RoleHeld.unit_id, RoleHeld.person_id)
    .join(Person)
    .where(*_ANSWERS)
    .order_by(col(RoleHeld.role) != Role.HEAD.value, col(Person.id))
)
_HELD_AT_ONE = _HELD_AT.where(
    col(RoleHeld.unit_id) == bindparam("_unit")
)  # built once: every notice asks it
_UNITS = "responsible.units"  # in session.info: the units in use by id
_PEOPLE = (
    "responsible.people"  # in session.info: the heads and handlers by unit, once they were read
)


def responsible_for(desk: Desk, owed: Owed) -> list[int]:
    """Return the ids of the active persons who are to do it, [] when there is nobody."""
    if owed.handed_to is not None and _is_active(desk.session, owed.handed_to):
        return [owed.handed_to]
    return owners_of(desk, owed)


def owners_of(desk: Desk, owed: Owed) -> list[int]:
    """Return the ids of the active persons whose it is, whoever it was handed to."""
    if owed.person_id is not None:
        return [owed.person_id] if _is_active(desk.session, owed.person_id) else []
    if owed.unit_id is not None:
        return people_of(desk.session, owed.unit_id)
    return _members(desk, owed)


def people_of(session: Session, unit_id: int) -> list[int]:
    """Return the heads and handlers of the unit; where it has none, those of the nearest unit above
    that has.
    """
    return acting_for(session, unit_id)[1]


def acting_for(
    session: Session, unit_id: int, *, about: int | None = None, but: Collection[int] = ()
) -> tuple[int, list[int]]:
    """Return the nearest unit, from this one up, with a head or handler, and who they are; without
    any, the unit itself and [].

    In what is `about` the head of a unit, neither those act whom it is about (`but`), in whichever
    unit, nor does that unit for one below it.
    """
    seen: set[int] = set()
    at: int | None = unit_id
    while at is not None and at not in seen:
        found = [each for each in _held_at(session, at) if each not in but] if at != about else []
        if found:
            return at, found
        seen.add(at)
        at = session.exec(select(Unit.parent_id).where(Unit.id == at)).first()
    return unit_id, []


def _held_at(session: Session, unit_id: int) -> list[int]:
    known = session.info.get(_PEOPLE, {})
    if unit_id in known:
        return list(known[unit_id])
    return list(
        dict.fromkeys(
            person
            for _unit, person in session.connection().execute(_HELD_AT_ONE, {"_unit": unit_id})
        )
    )


def is_manned(session: Session, unit_id: int) -> bool:
    """Tell whether the unit has a head or handler of its own."""
    return bool(_held_at(session, unit_id))


def read_people_of(session: Session, units: Collection[int]) -> None:
    """Read the heads and handlers of these units at once, for the rest of this transaction, in
    which no role may change.
    """
    known: dict[int, dict[int, None]] = {}
    for some in pieces(units):
        for unit, person in session.connection().execute(
            _HELD_AT.where(col(RoleHeld.unit_id).in_(some))
        ):
            known.setdefault(unit, {})[person] = None
    session.info[_PEOPLE] = known


def units_answered_by(desk: Desk) -> set[int]:
    """Return the ids of the units for which the actor answers: those they head or handle, and those
    below without anybody.
    """
    mine = set(desk.actor.units_as(Role.HEAD, Role.HANDLER))
    return (
        mine | {unit for unit, acting in _acting_units(desk.session).items() if acting in mine}
        if mine
        else mine
    )


def vacant_units(session: Session) -> set[int]:
    """Return the ids of the units for which nobody answers: neither they nor any above them have a
    head or handler.
    """
    return {unit for unit, acting in _acting_units(session).items() if acting is None}


def _acting_units(session: Session) -> dict[int, int | None]:
    """Return for every unit the nearest, from it up, with a head or handler; None where there is
    none.
    """
    above = {
        unit: parent
        for unit, parent in session.exec(select(Unit.id, Unit.parent_id))
        if unit is not None
    }
    manned = set(session.exec(_MANNED))
    acting: dict[int, int | None] = {}
    for unit in above:
        at: int | None = unit
        seen: set[int] = set()
        while at is not None and at not in manned and at not in seen:
            seen.add(at)
            at = above.get(at)
        acting[unit] = at if at in manned else None
    return acting


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


def _is_active(session: Session, person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.active


def duties_of(desk: Desk, *states: str) -> list[Owed]:
    """Return what the actor answers for in active campaigns and what was handed to them, by
    campaign, longest due first.
    """
    me = desk.actor.person_id
    if me is None:
        return []
    groups: dict[tuple[int, str], bool] = {}
    running = {row.id: campaign for row, campaign in active_campaigns(desk.session)}

    def is_mine(owed: Owed) -> bool:
        if owed.unit_id is not None or me in (owed.person_id, owed.handed_to):
            return True
        key = owed.campaign_id, owed.duty
        if key not in groups:
            campaign = running.get(owed.campaign_id)
            duty = (
                next((each for each in campaign.duties if each.key == owed.duty), None)
                if campaign is not None
                else None
            )
            groups[key] = (
                campaign is not None and duty is not None and is_member(desk, campaign, duty.by)
            )
        return groups[key]

    return [
        each for each in owed_by(desk.session, me, units_answered_by(desk), states) if is_mine(each)
    ]


def _members(desk: Desk, owed: Owed) -> list[int]:
    campaign = load_campaign(desk.session, owed.campaign_id)
    duty = (
        next((each for each in campaign.duties if each.key == owed.duty), None)
        if campaign is not None
        else None
    )
    return members_of(desk, campaign, duty.by) if campaign is not None and duty is not None else []


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
