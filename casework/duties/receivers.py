"""Who receives what is filed: a duty's groups, but of many alike only those above the assignee."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, select

from casework.desk import Desk
from casework.duties.assignments import find_duty
from casework.people.accounts import bureau_wide
from casework.people.groups import members_of
from rules.permissions import Role
from storage.queries.campaigns import load_campaign
from storage.tables import Assignment, RoleHeld, Unit


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
    above = _units_above(desk.session, own)
    alike = _units_of_kinds_of(desk.session, own)
    for assignee in members_of(desk, campaign, duty.by):
        alike |= units.get(assignee, set())
    return [
        receiver
        for receiver in members_of(desk, campaign, duty.receiver)
        if receiver in bureau_wide_people
        or not units.get(receiver, set()).isdisjoint(above)
        or units.get(receiver, set()).isdisjoint(alike)
    ]


def _roles_held(session: Session) -> tuple[dict[int, set[int]], set[int]]:
    """Return the units of all persons, and who holds a role over the whole bureau."""
    units: dict[int, set[int]] = {}
    bureau_wide_people: set[int] = set()
    for held in session.exec(select(RoleHeld)):
        if bureau_wide(Role(held.role)):
            bureau_wide_people.add(held.person_id)
        if held.unit_id is not None:
            units.setdefault(held.person_id, set()).add(held.unit_id)
    return units, bureau_wide_people


def _units_above(session: Session, own: Iterable[int]) -> set[int]:
    """Return the ids of these units and of all above them."""
    to_visit = list(own)
    above: set[int] = set()
    while to_visit:
        unit_id = to_visit.pop()
        if unit_id in above:
            continue
        above.add(unit_id)
        unit = session.get(Unit, unit_id)
        if unit is not None and unit.parent_id is not None:
            to_visit.append(unit.parent_id)
    return above


def _units_of_kinds_of(session: Session, own: set[int]) -> set[int]:
    """Return the ids of all units of the same kinds as these."""
    kinds = dict(session.exec(select(Unit.id, Unit.kind)).all())
    own_kinds = {kinds[unit_id] for unit_id in own if unit_id in kinds}
    return {unit_id or 0 for unit_id, kind in kinds.items() if kind in own_kinds}
