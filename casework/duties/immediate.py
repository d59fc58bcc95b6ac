"""Reports at once: whoever is addressed reports what has just happened, and those who receive it
hear of it at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.desk import Desk
from casework.duties.actions import MY_TASKS, add_submission
from casework.duties.assignments import (
    NoSuchDuty,
    assignee_name,
    duty_button,
    duty_of,
    receivers_of,
    tell_the_office,
)
from casework.duties.commands import ReportImmediately
from casework.duties.submissions import check_content
from casework.notices import Receipt, tell_person
from casework.people.groups import is_member, own_facts
from casework.unit_tree import units_answered_by
from locales import Message, _
from rules.campaign.duties import Immediate
from rules.campaign.groups import assignees
from rules.campaign.model import Campaign
from storage.queries.campaigns import active_campaigns, has_ended, load_campaign
from storage.queries.tickets import next_in_series
from storage.queries.units import unit_names
from storage.tables import Assignment, Person


def report_immediately(desk: Desk, command: ReportImmediately) -> Receipt:
    """Report something important as it happens; those who receive it hear of it at once."""
    campaign = load_campaign(desk.session, command.campaign)
    duty = duty_of(campaign, command.duty)
    mine = (
        immediate_assignees(desk, campaign, duty)
        if campaign is not None and isinstance(duty, Immediate)
        else {}
    )
    if (
        campaign is None
        or duty is None
        or command.assignee not in mine
        or has_ended(desk.session, command.campaign)
    ):
        raise NoSuchDuty
    content = check_content(desk, duty.carries, command.content)
    number = next_in_series(desk.session, f"{campaign.key}/{duty.key}"[:200])
    unit_id, person_id = mine[command.assignee]
    assignment = Assignment(
        campaign_id=command.campaign,
        duty=duty.key,
        period=f"{desk.today}-{number}",
        assignee=command.assignee,
        unit_id=unit_id,
        person_id=person_id,
        title=duty.title,
        stage=duty.stage,
        opens=desk.today,
        due_on=desk.today,
        due_at=desk.now,
    )
    desk.session.add(assignment)
    desk.session.flush()
    add_submission(desk, assignment, content, None)
    told = _(
        "Reported at once by {who}: {title}",
        who=assignee_name(desk, assignment),
        title=assignment.title,
    )
    words = [
        _("{title}: {words}", title=each["title"], words=each["text"])
        for each in content
        if each.get("text")
    ]
    told = _("{lines}", lines=[told, *words]) if words else told
    others = [each for each in receivers_of(desk, assignment) if each != desk.actor.person_id]
    reached = [tell_person(desk, each, told, (duty_button(assignment),)) for each in others]
    if not any(reached):
        tell_the_office(desk, told, duty_button(assignment))
    return Receipt(
        _("Reported: {title}. Those who receive it have been told.", title=assignment.title),
        (duty_button(assignment), MY_TASKS),
    )


@dataclass(frozen=True, slots=True)
class Reportable:
    """Something the actor may report at once, as `ower`."""

    campaign: int
    duty: str
    assignee: str
    label: Message


def immediate_duties_for(desk: Desk) -> list[Reportable]:
    """Return what the actor may report at once in active campaigns, once for each unit for which
    they answer.
    """
    if desk.actor.person_id is None:
        return []
    found = []
    for row, campaign in active_campaigns(desk.session):
        inside = campaign.period.first <= desk.today <= campaign.period.last
        for duty in campaign.duties if inside else ():
            mine = immediate_assignees(desk, campaign, duty) if isinstance(duty, Immediate) else {}
            for assignee, (unit_id, _person) in mine.items():
                unit = (
                    unit_names(desk.session).get(unit_id)
                    if unit_id is not None and len(mine) > 1
                    else None
                )
                label = (
                    _("{title}, {unit}", title=duty.title, unit=unit)
                    if unit
                    else _("{title}", title=duty.title)
                )
                found.append(Reportable(row.id or 0, duty.key, assignee, label))
    return found


def immediate_assignees(
    desk: Desk, campaign: Campaign, duty: Immediate
) -> dict[str, tuple[int | None, int | None]]:
    """Return as whom the actor may report: by an Owed's `ower` its unit's and person's id."""
    me = (
        desk.session.get(Person, desk.actor.person_id) if desk.actor.person_id is not None else None
    )
    if me is None:
        return {}
    persons, units = own_facts(desk)
    names = {name: each for each, name in unit_names(desk.session).items()}
    answered = units_answered_by(desk)
    found: dict[str, tuple[int | None, int | None]] = {}
    for each in assignees(campaign, duty, units, persons):
        if each.unit is not None and names.get(each.unit) in answered:
            found[f"u:{names[each.unit]}"] = (names[each.unit], None)
        elif each.person == me.key:
            found[f"p:{me.id}"] = (None, me.id)
        elif each.unit is None and each.person is None and is_member(desk, campaign, duty.by):
            found["g"] = (None, None)
    return found
