"""Who answers for an assignment: a colleague, a person, a unit's people, or groups together."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from casework.desk import Desk
from casework.duties.assignments import find_duty
from casework.people.groups import is_member, members_of
from casework.unit_tree import people_of, units_answered_by
from rules.campaign.model import Campaign
from storage.queries.campaigns import active_campaigns, load_campaign
from storage.queries.duties import assignments_of
from storage.tables import Assignment, Person, RoleHeld


def responsible_for(desk: Desk, assignment: Assignment) -> list[int]:
    """Return the ids of the active persons who are to do it, [] when there is nobody."""
    if assignment.handed_to is not None and _is_active(desk.session, assignment.handed_to):
        return [assignment.handed_to]
    return owners_of(desk, assignment)


def owners_of(desk: Desk, assignment: Assignment) -> list[int]:
    """Return the ids of the active persons whose it is, whoever it was handed to."""
    if assignment.person_id is not None:
        return [assignment.person_id] if _is_active(desk.session, assignment.person_id) else []
    if assignment.unit_id is not None:
        return people_of(desk.session, assignment.unit_id)
    campaign = load_campaign(desk.session, assignment.campaign_id)
    duty = find_duty(campaign, assignment.duty)
    if campaign is None or duty is None:
        return []
    return members_of(desk, campaign, duty.by)


def _is_active(session: Session, person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.active


def colleagues_of(desk: Desk, assignment: Assignment) -> list[Person]:
    """Return the active persons of the assignee's unit, but the actor.

    Where it is of groups together, they are those of the actor's own units.
    """
    units = [assignment.unit_id]
    if assignment.unit_id is None:
        person_id = assignment.person_id or desk.actor.person_id or 0
        held = (RoleHeld.person_id == person_id, col(RoleHeld.unit_id).is_not(None))
        units = list(desk.session.exec(select(RoleHeld.unit_id).where(*held)))
    inside = select(RoleHeld.person_id).where(col(RoleHeld.unit_id).in_(units))
    others = (col(Person.id).in_(inside), col(Person.active), Person.id != desk.actor.person_id)
    return list(desk.session.exec(select(Person).where(*others).order_by(col(Person.id))))


def my_assignments(desk: Desk, *states: str) -> list[Assignment]:
    """Return the actor's assignments in active campaigns, by campaign, longest due first."""
    me = desk.actor.person_id
    if me is None:
        return []
    campaigns = {row.id or 0: campaign for row, campaign in active_campaigns(desk.session)}
    memberships: dict[tuple[int, str], bool] = {}  # by campaign and duty: many rows share one
    found = []
    for assignment in assignments_of(desk.session, me, units_answered_by(desk), states):
        if assignment.unit_id is None and me not in (assignment.person_id, assignment.handed_to):
            key = assignment.campaign_id, assignment.duty
            if key not in memberships:
                memberships[key] = _is_of_my_groups(desk, campaigns, *key)
            if not memberships[key]:
                continue
        found.append(assignment)
    return found


def _is_of_my_groups(
    desk: Desk, campaigns: Mapping[int, Campaign], campaign_id: int, duty_key: str
) -> bool:
    campaign = campaigns.get(campaign_id)
    duty = find_duty(campaign, duty_key)
    return campaign is not None and duty is not None and is_member(desk, campaign, duty.by)
