"""What the reader of a digest is in charge of: units, fields, or the whole bureau."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import col, select

from casework.desk import Actor, Desk
from casework.digests.portfolio import fields_led
from rules.permissions import Role
from storage.queries.accused import tickets_against
from storage.queries.scope import Scope
from storage.queries.units import subtree
from storage.tables import RoleHeld, Unit


def scope_of(desk: Desk, reader: Actor) -> Scope:
    """Return what the reader is in charge of: all for the office, for a leader units and fields.

    A leader over the whole bureau is in charge of everything, or, with fields of their own, of
    these fields. Left out is what is about the reader as a unit's head: to see it counted would be
    to hear of it.
    """
    if reader.person_id is None:
        return Scope()
    against = tickets_against(desk.session, reader.person_id, reader.units_as(Role.HEAD))
    return replace(_charge_of(desk, reader, reader.person_id), without=against)


def _charge_of(desk: Desk, reader: Actor, person_id: int) -> Scope:
    if reader.may("work_the_inbox"):
        return Scope()
    as_leader = (RoleHeld.person_id == person_id, RoleHeld.role == Role.LEADER.value)
    held = set(desk.session.exec(select(RoleHeld.unit_id).where(*as_leader)))
    fields = fields_led(desk, person_id)
    units = held - {None} - _whole_bureau_units(desk)
    if not fields and units != held:
        return Scope()
    below: set[int] = set()
    for unit in units:
        below.update(subtree(desk.session, unit or 0))
    return Scope(frozenset(below), kinds_of(desk, fields))


def _whole_bureau_units(desk: Desk) -> set[int | None]:
    """Return the units that stand for the bureau.

    They are those without a unit above that have some below, or are bureaus by kind.
    """
    parents = set(desk.session.exec(select(Unit.parent_id).where(col(Unit.parent_id).is_not(None))))
    roots = desk.session.exec(select(Unit.id, Unit.kind).where(col(Unit.parent_id).is_(None)))
    return {unit for unit, kind in roots if unit in parents or kind == "bureau"}


def kinds_of(desk: Desk, fields: Collection[str]) -> frozenset[str]:
    """Return the kinds that belong to these fields, or to measures of them."""
    catalogue, wanted = desk.catalogue, set(fields)
    return frozenset(
        code for code in catalogue.kinds if not wanted.isdisjoint(catalogue.fields_of(code))
    )
