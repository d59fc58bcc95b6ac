"""Who answers for what is owed: the colleague it was handed to, the person, the unit's people, or
the groups together.
"""

from __future__ import annotations

from sqlmodel import Session

from casework.desk import Desk
from casework.people.groups import is_member, members_of
from casework.unit_tree import people_of, units_answered_by
from storage.queries.campaigns import active_campaigns, load_campaign
from storage.queries.duties import assignments_of
from storage.tables import Assignment, Person


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
    return _members(desk, assignment)


def _is_active(session: Session, person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is not None and person.active


def duties_of(desk: Desk, *states: str) -> list[Assignment]:
    """Return what the actor answers for in active campaigns and what was handed to them, by
    campaign, longest due first.
    """
    me = desk.actor.person_id
    if me is None:
        return []
    groups: dict[tuple[int, str], bool] = {}
    running = {row.id: campaign for row, campaign in active_campaigns(desk.session)}

    def is_mine(assignment: Assignment) -> bool:
        if assignment.unit_id is not None or me in (assignment.person_id, assignment.handed_to):
            return True
        key = assignment.campaign_id, assignment.duty
        if key not in groups:
            campaign = running.get(assignment.campaign_id)
            duty = (
                next((each for each in campaign.duties if each.key == assignment.duty), None)
                if campaign is not None
                else None
            )
            groups[key] = (
                campaign is not None and duty is not None and is_member(desk, campaign, duty.by)
            )
        return groups[key]

    return [
        each
        for each in assignments_of(desk.session, me, units_answered_by(desk), states)
        if is_mine(each)
    ]


def _members(desk: Desk, assignment: Assignment) -> list[int]:
    campaign = load_campaign(desk.session, assignment.campaign_id)
    duty = (
        next((each for each in campaign.duties if each.key == assignment.duty), None)
        if campaign is not None
        else None
    )
    return members_of(desk, campaign, duty.by) if campaign is not None and duty is not None else []
