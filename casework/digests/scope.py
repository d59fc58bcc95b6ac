"""What the reader of a digest is in charge of: units, fields, or the whole bureau."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from casework.desk import Actor, Desk
from rules.permissions import Role
from storage.queries.accused import tickets_against
from storage.queries.scope import Scope
from storage.queries.unit_tree import leaders_by_field, read_unit_tree


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
    tree = read_unit_tree(desk.session)
    held = {unit for leader, unit in tree.leaders if leader == person_id}
    fields = leaders_by_field(desk.session).get(person_id, set())
    units = {unit for unit in held if unit is not None} - tree.whole_bureau()
    if not fields and units != held:
        return Scope()
    return Scope(frozenset(tree.below(units)), kinds_of(desk, fields))


def kinds_of(desk: Desk, fields: Collection[str]) -> frozenset[str]:
    """Return the kinds that belong to these fields, or to measures of them."""
    catalogue, wanted = desk.catalogue, set(fields)
    return frozenset(
        code for code in catalogue.kinds if not wanted.isdisjoint(catalogue.fields_of(code))
    )
