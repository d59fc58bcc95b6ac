"""Units and the people who hold roles in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from rules.text.unit_search import Candidate, Match, rank
from storage.queries.unit_tree import known_unit_tree
from storage.tables import Person, RoleHeld, Ticket, Unit
from storage.write_buffer import beside

# Built once: to build such a query takes longer than to run it, and every report asks several of
# them.
_UNITS = Unit.__table__.c  # type: ignore[attr-defined]  # SQLModel adds it
_NAMES = select(_UNITS.id, _UNITS.name).where(_UNITS.active).order_by(_UNITS.id)
_SPELLED = select(_UNITS.id, _UNITS.name, _UNITS.aliases, _UNITS.pinyin, _UNITS.initials)  # type: ignore[call-overload]  # typed up to four
_SPELLINGS = _SPELLED.where(_UNITS.active).order_by(_UNITS.id)
_RECENT = (
    select(Ticket.unit_id)
    .join(Unit, col(Unit.id) == Ticket.unit_id)
    .where(Ticket.inspector_id == bindparam("_person"), _UNITS.active)
    .group_by(col(Ticket.unit_id))
    .order_by(func.max(Ticket.id).desc())
    .limit(bindparam("_most"))
)
_PERSONS = Person.__table__.c  # type: ignore[attr-defined]  # SQLModel adds it
_ROLES = RoleHeld.__table__.c  # type: ignore[attr-defined]  # SQLModel adds it
_HELD = select(_ROLES.person_id).where(_ROLES.role == bindparam("_role"))
_ACTIVE = select(_PERSONS.id).where(_PERSONS.active).order_by(_PERSONS.id)
_HOLDERS = _ACTIVE.where(_PERSONS.id.in_(_HELD))
_HOLDERS_AT = _ACTIVE.where(_PERSONS.id.in_(_HELD.where(_ROLES.unit_id == bindparam("_unit"))))


def active_units(session: Session) -> list[Unit]:
    """Return the units in use, in the order in which they were imported."""
    return list(session.exec(select(Unit).where(col(Unit.active)).order_by(col(Unit.id))))


def unit_names(session: Session) -> dict[int, str]:
    """Return the names of the units in use by id, in the order in which they were imported; read
    once in a transaction.
    """
    # many messages in one transaction ask for them
    names: dict[int, str] | None = session.info.get("unit_names")
    if names is None:
        units = beside(session).execute(_NAMES)
        names = session.info["unit_names"] = {unit.id: unit.name for unit in units}
    return names


def school_ids(session: Session) -> set[int]:
    """Return the ids of the schools and kindergartens in use."""
    schools = select(Unit.id).where(
        col(Unit.active), col(Unit.kind).in_(("school", "kindergarten"))
    )
    return {school or 0 for school in session.exec(schools)}


def find_unit(session: Session, unit_id: int) -> Unit | None:
    """Return the unit in use with this id."""
    unit = session.get(Unit, unit_id)
    return unit if unit is not None and unit.active else None


def unit_by_qr(session: Session, code: str) -> Unit | None:
    """Return the unit in use whose poster carries this code."""
    return session.exec(select(Unit).where(Unit.qr == code, col(Unit.active))).first()


def recent_units_of(session: Session, person_id: int, n: int = 6) -> list[int]:
    """Return the ids of the units in use that the inspector reported last, the latest first."""
    return [
        unit_id
        for (unit_id,) in beside(session).execute(_RECENT, {"_person": person_id, "_most": n})
    ]


def search_units(
    session: Session, query: str, *, recent: Sequence[int] = (), limit: int = 10
) -> list[Match]:
    """Return the units in use that may be meant, best first; `recent` holds the ids to put first,
    the latest first.
    """
    used = {unit_id: at for at, unit_id in enumerate(recent)}
    rows = session.info.get("unit_spellings")
    if rows is None:
        rows = session.info["unit_spellings"] = beside(session).execute(_SPELLINGS).all()
    units = [
        Candidate(id_, name, tuple(also), pinyin, letters, used.get(id_))
        for id_, name, also, pinyin, letters in rows
    ]
    return rank(query, units, limit)


def holders_of(session: Session, role: str, unit_id: int | None = None) -> list[int]:
    """Return the ids of the active persons who hold the role: at the unit, or without a unit given,
    anywhere.
    """
    session.flush()
    tree = known_unit_tree(session)
    if tree is not None and role != "staff":
        return tree.holders_of(role, unit_id)
    if unit_id is None:
        return [person for (person,) in beside(session).execute(_HOLDERS, {"_role": role})]
    return [
        person
        for (person,) in beside(session).execute(_HOLDERS_AT, {"_role": role, "_unit": unit_id})
    ]


def first_units(session: Session, persons: Collection[int]) -> dict[int, int]:
    """Return for each of these persons the unit of the first role held in one; those without are
    left out.
    """
    held = (
        select(RoleHeld.person_id, RoleHeld.unit_id)
        .where(col(RoleHeld.unit_id).is_not(None))
        .order_by(col(RoleHeld.id).desc())
    )
    return {
        person: unit
        for person, unit in session.exec(held)
        if unit is not None and person in persons
    }


def subtree(session: Session, unit_id: int) -> set[int]:
    """Return the ids of the unit and of every unit below it, those out of use included."""
    found: set[int] = set()
    level = {unit_id}
    while level:
        found |= level
        below = session.exec(select(Unit.id).where(col(Unit.parent_id).in_(level)))
        level = {unit for unit in below if unit is not None} - found
    return found
