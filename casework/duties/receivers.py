"""Who receives what is filed: a duty's groups, but of many alike only those above the assignee."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, select

from casework.desk import Desk
from casework.duties.assignments import find_duty
from casework.people.accounts import bureau_wide
from casework.people.groups import members_of
from rules.permissions import Role
from storage.queries.campaigns import load_campaign
from storage.queries.unit_tree import UnitTree, read_unit_tree
from storage.tables import Assignment, RoleHeld

_ROLES = select(RoleHeld.person_id, RoleHeld.role, RoleHeld.unit_id)


def receivers_of(desk: Desk, assignment: Assignment) -> list[int]:
    """Return the ids of the persons who receive what is filed.

    One whose own unit has the same duty, or is of the same kind, such as one of many heads,
    receives only from it and those below.
    """
    campaign = load_campaign(desk.session, assignment.campaign_id)
    duty = find_duty(campaign, assignment.duty)
    if campaign is None or duty is None:
        return []
    units, bureau_wide_people = _roles_held(desk.session)
    if assignment.unit_id is not None:
        own = {assignment.unit_id}
    else:
        own = units.get(assignment.person_id or 0, set())
    tree = read_unit_tree(desk.session)
    above, alike = _units_above(tree, own), _units_of_same_kinds(tree, own)
    for assignee in members_of(desk, campaign, duty.by):
        alike |= units.get(assignee, set())
    found = []
    for receiver in members_of(desk, campaign, duty.receiver):
        theirs = units.get(receiver, set())
        is_above = not theirs.isdisjoint(above)
        is_alike = not theirs.isdisjoint(alike)
        if receiver in bureau_wide_people or is_above or not is_alike:
            found.append(receiver)
    return found


def _units_above(tree: UnitTree, own: Collection[int]) -> set[int]:
    """Return these units and all above them."""
    above: set[int] = set()
    for unit in own:
        above.update(tree.above(unit))
    return above


def _units_of_same_kinds(tree: UnitTree, own: Collection[int]) -> set[int]:
    kinds = {tree.kinds[unit] for unit in own if unit in tree.kinds}
    return {unit for unit, kind in tree.kinds.items() if kind in kinds}


def _roles_held(session: Session) -> tuple[dict[int, set[int]], set[int]]:
    """Return the units of all persons, and who holds a role over the whole bureau."""
    units: dict[int, set[int]] = {}
    bureau_wide_people: set[int] = set()
    session.flush()
    for person, role, unit in session.connection().execute(_ROLES):
        if bureau_wide(Role(role)):
            bureau_wide_people.add(person)
        if unit is not None:
            units.setdefault(person, set()).add(unit)
    return units, bureau_wide_people
