"""Reports at once: whoever is addressed reports what has just happened, and those who receive it
hear of it at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.desk import Desk
from casework.duties import MY_TASKS, add_filing
from casework.duty_commands import ReportAtOnce
from casework.duty_filing import check_content
from casework.duty_ledger import (
    NoSuchDuty,
    duty_button,
    duty_of,
    ower_name,
    receivers_of,
    tell_the_office,
)
from casework.notices import Receipt, tell_person
from casework.responsible import is_member, own_facts, units_answered_by
from locales import Message, _
from rules.campaign import Campaign
from rules.campaign_duties import AtOnce
from rules.campaign_groups import owers
from storage.campaign_tables import Owed
from storage.campaigns import active_campaigns, has_ended, load_campaign
from storage.tables import Person
from storage.tickets import next_in_series
from storage.units import unit_names


def report_at_once(desk: Desk, command: ReportAtOnce) -> Receipt:
    """Report something important as it happens; those who receive it hear of it at once."""
    campaign = load_campaign(desk.session, command.campaign)
    duty = duty_of(campaign, command.duty)
    mine = (
        at_once_owers(desk, campaign, duty)
        if campaign is not None and isinstance(duty, AtOnce)
        else {}
    )
    if (
        campaign is None
        or duty is None
        or command.ower not in mine
        or has_ended(desk.session, command.campaign)
    ):
        raise NoSuchDuty
    content = check_content(desk, duty.carries, command.content)
    number = next_in_series(desk.session, f"{campaign.key}/{duty.key}"[:200])
    unit_id, person_id = mine[command.ower]
    owed = Owed(
        campaign_id=command.campaign,
        duty=duty.key,
        period=f"{desk.today}-{number}",
        ower=command.ower,
        unit_id=unit_id,
        person_id=person_id,
        title=duty.title,
        stage=duty.stage,
        opens=desk.today,
        due_on=desk.today,
        due_at=desk.now,
    )
    desk.session.add(owed)
    desk.session.flush()
    add_filing(desk, owed, content, None)
    told = _("Reported at once by {who}: {title}", who=ower_name(desk, owed), title=owed.title)
    words = [
        _("{title}: {words}", title=each["title"], words=each["text"])
        for each in content
        if each.get("text")
    ]
    told = _("{lines}", lines=[told, *words]) if words else told
    others = [each for each in receivers_of(desk, owed) if each != desk.actor.person_id]
    reached = [tell_person(desk, each, told, (duty_button(owed),)) for each in others]
    if not any(reached):
        tell_the_office(desk, told, duty_button(owed))
    return Receipt(
        _("Reported: {title}. Those who receive it have been told.", title=owed.title),
        (duty_button(owed), MY_TASKS),
    )


@dataclass(frozen=True, slots=True)
class Reportable:
    """Something the actor may report at once, as `ower`."""

    campaign: int
    duty: str
    ower: str
    label: Message


def at_once_open_to(desk: Desk) -> list[Reportable]:
    """Return what the actor may report at once in active campaigns, once for each unit for which
    they answer.
    """
    if desk.actor.person_id is None:
        return []
    found = []
    for row, campaign in active_campaigns(desk.session):
        inside = campaign.period.first <= desk.today <= campaign.period.last
        for duty in campaign.duties if inside else ():
            mine = at_once_owers(desk, campaign, duty) if isinstance(duty, AtOnce) else {}
            for ower, (unit_id, _person) in mine.items():
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
                found.append(Reportable(row.id or 0, duty.key, ower, label))
    return found


def at_once_owers(
    desk: Desk, campaign: Campaign, duty: AtOnce
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
    for each in owers(campaign, duty, units, persons):
        if each.unit is not None and names.get(each.unit) in answered:
            found[f"u:{names[each.unit]}"] = (names[each.unit], None)
        elif each.person == me.key:
            found[f"p:{me.id}"] = (None, me.id)
        elif each.unit is None and each.person is None and is_member(desk, campaign, duty.by):
            found["g"] = (None, None)
    return found
