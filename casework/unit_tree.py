"""The tree of units: who acts for a unit, and for which units somebody answers."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from casework.desk import Desk
from rules.permissions import Role
from storage.queries.unit_tree import UnitTree, known_unit_tree, read_unit_tree
from storage.tables import Person, RoleHeld, Unit

# Built once: every notice asks it. A single question does not read the whole tree.
_HELD_AT_ONE = (
    select(RoleHeld.person_id)
    .join(Person)
    .where(col(RoleHeld.role).in_((Role.HEAD.value, Role.HANDLER.value)), col(Person.active))
    .where(col(RoleHeld.unit_id) == bindparam("_unit"))
    .order_by(col(RoleHeld.role) != Role.HEAD.value, col(Person.id))
)
_PARENT = select(Unit.parent_id).where(Unit.id == bindparam("_unit"))


def people_of(session: Session, unit_id: int) -> list[int]:
    """Return the heads and handlers of the unit, or of the nearest unit above that has any."""
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
        if at != about:
            found = [person for person in _held_at(session, at) if person not in but]
            if found:
                return at, found
        seen.add(at)
        at = parent_of(session, at)
    return unit_id, []


def parent_of(session: Session, unit_id: int) -> int | None:
    """Return the unit right above this one."""
    tree = known_unit_tree(session)
    if tree is not None:
        return tree.parents.get(unit_id)
    parent: int | None = session.connection().execute(_PARENT, {"_unit": unit_id}).scalar()
    return parent


def is_manned(session: Session, unit_id: int) -> bool:
    """Tell whether the unit has a head or handler of its own."""
    return bool(_held_at(session, unit_id))


def units_answered_by(desk: Desk) -> set[int]:
    """Return the units for which the actor answers: their own, and those below without anybody."""
    mine = set(desk.actor.units_as(Role.HEAD, Role.HANDLER))
    if not mine:
        return mine
    acting = _acting_units(read_unit_tree(desk.session))
    return mine | {unit for unit, acts in acting.items() if acts in mine}


def vacant_units(session: Session) -> set[int]:
    """Return the units for which nobody answers, neither there nor in any unit above."""
    acting = _acting_units(read_unit_tree(session))
    return {unit for unit, acts in acting.items() if acts is None}


def _held_at(session: Session, unit_id: int) -> list[int]:
    tree = known_unit_tree(session)
    if tree is not None:
        return _held_in(tree, unit_id)
    rows = session.connection().execute(_HELD_AT_ONE, {"_unit": unit_id})
    return list(dict.fromkeys(rows.scalars()))


def _held_in(tree: UnitTree, unit_id: int) -> list[int]:
    heads = tree.holders_of(Role.HEAD, unit_id)
    handlers = tree.holders_of(Role.HANDLER, unit_id)
    return list(dict.fromkeys([*heads, *handlers]))


def _acting_units(tree: UnitTree) -> dict[int, int | None]:
    """Return for every unit the nearest, from it up, with a head or handler, or None."""
    acting: dict[int, int | None] = {}
    for unit in tree.names:
        manned = (above for above in tree.above(unit) if _held_in(tree, above))
        acting[unit] = next(manned, None)
    return acting
