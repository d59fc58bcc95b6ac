"""Reports at once (即时报送): what has just happened, told at once to those who receive it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casework.desk import Desk
from casework.duties.access import NoSuchAssignment
from casework.duties.assignments import find_duty
from casework.duties.commands import ReportImmediately
from casework.duties.submissions import add_submission, check_content
from casework.duties.telling import tell
from casework.notices import Receipt
from casework.people.groups import is_member, own_facts
from casework.unit_tree import units_answered_by
from locales import Message, _
from rules.campaign.duties import Immediate
from rules.campaign.groups import Assignee, assignees
from rules.campaign.model import Campaign
from storage.queries.campaigns import active_campaigns, has_ended, load_campaign
from storage.queries.tickets import next_in_series
from storage.queries.units import unit_names
from storage.tables import Assignment, Person

GROUPS = "g"  # the `assignee` of what a duty's groups have to do together


@dataclass(frozen=True, slots=True)
class Reporter:
    """As whom somebody reports: an Assignment's `assignee` with its unit's or person's id."""

    assignee: str
    unit_id: int | None = None
    person_id: int | None = None


def report_immediately(desk: Desk, command: ReportImmediately) -> Receipt:
    """Report something important as it happens."""
    campaign, duty, reporter = _find_reporter(desk, command)
    content = check_content(desk, duty.carries, command.content)
    assignment = _open_assignment(desk, command.campaign, campaign, duty, reporter)
    add_submission(desk, assignment, content, None)
    return tell(desk, assignment, "reported", content=content)


def _find_reporter(desk: Desk, command: ReportImmediately) -> tuple[Campaign, Immediate, Reporter]:
    """Return what is reported on and as whom; raises NoSuchAssignment."""
    campaign = load_campaign(desk.session, command.campaign)
    duty = find_duty(campaign, command.duty)
    if campaign is None or not isinstance(duty, Immediate):
        raise NoSuchAssignment
    reporter = immediate_reporters(desk, campaign, duty).get(command.assignee)
    if reporter is None or has_ended(desk.session, command.campaign):
        raise NoSuchAssignment
    return campaign, duty, reporter


def _open_assignment(
    desk: Desk, campaign_id: int, campaign: Campaign, duty: Immediate, reporter: Reporter
) -> Assignment:
    """Open the assignment that the report settles: due now, and one of its own each time."""
    number = next_in_series(desk.session, f"{campaign.key}/{duty.key}"[:200])
    assignment = Assignment(
        campaign_id=campaign_id,
        duty=duty.key,
        period=f"{desk.today}-{number}",
        assignee=reporter.assignee,
        unit_id=reporter.unit_id,
        person_id=reporter.person_id,
        title=duty.title,
        stage=duty.stage,
        opens=desk.today,
        due_on=desk.today,
        due_at=desk.now,
    )
    desk.session.add(assignment)
    desk.session.flush()
    return assignment


@dataclass(frozen=True, slots=True)
class Reportable:
    """Something the actor may report at once, as `assignee`."""

    campaign: int
    duty: str
    assignee: str
    label: Message


def immediate_duties_for(desk: Desk) -> list[Reportable]:
    """Return what the actor may report at once, once for each unit for which they answer."""
    if desk.actor.person_id is None:
        return []
    found: list[Reportable] = []
    for row, campaign in active_campaigns(desk.session):
        if campaign.period.first <= desk.today <= campaign.period.last:
            for duty in campaign.duties:
                if isinstance(duty, Immediate):
                    found += _reportables(desk, row.id or 0, campaign, duty)
    return found


def _reportables(
    desk: Desk, campaign_id: int, campaign: Campaign, duty: Immediate
) -> Iterator[Reportable]:
    reporters = immediate_reporters(desk, campaign, duty)
    for assignee, reporter in reporters.items():
        label = _("{title}", title=duty.title)
        if reporter.unit_id is not None and len(reporters) > 1:
            unit = unit_names(desk.session)[reporter.unit_id]
            label = _("{title}, {unit}", title=duty.title, unit=unit)
        yield Reportable(campaign_id, duty.key, assignee, label)


def immediate_reporters(desk: Desk, campaign: Campaign, duty: Immediate) -> dict[str, Reporter]:
    """Return as whom the actor may report, by the Assignment's `assignee`."""
    me = None
    if desk.actor.person_id is not None:
        me = desk.session.get(Person, desk.actor.person_id)
    if me is None:
        return {}
    persons, units = own_facts(desk)
    answered = _units_by_name(desk)
    found: dict[str, Reporter] = {}
    for assignee in assignees(campaign, duty, units, persons):
        reporter = _reporter_for(assignee, answered, me)
        if reporter is None:
            continue
        if reporter.assignee == GROUPS and not is_member(desk, campaign, duty.by):
            continue
        found[reporter.assignee] = reporter
    return found


def _units_by_name(desk: Desk) -> dict[str, int]:
    """Return the units for which the actor answers, as campaigns name them."""
    answered = units_answered_by(desk)
    return {name: id_ for id_, name in unit_names(desk.session).items() if id_ in answered}


def _reporter_for(assignee: Assignee, answered: dict[str, int], me: Person) -> Reporter | None:
    if assignee.unit is not None:
        unit_id = answered.get(assignee.unit)
        return Reporter(f"u:{unit_id}", unit_id=unit_id) if unit_id is not None else None
    if assignee.person is not None:
        is_me = assignee.person == me.key
        return Reporter(f"p:{me.id}", person_id=me.id) if is_me else None
    return Reporter(GROUPS)
