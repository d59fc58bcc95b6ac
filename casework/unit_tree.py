"""The tree of units: who acts for a unit, and for which units somebody answers."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from casework.desk import Desk
from rules.permissions import Role
from storage.id_chunks import pieces
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
_PEOPLE = (
    "responsible.people"  # in session.info: the heads and handlers by unit, once they were read
)


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
