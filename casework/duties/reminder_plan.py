"""The plan of reminders follows the assignments.

Planned when one opens, moved with its date, forgotten when it is settled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import col, select

from casework.desk import Desk
from rules.campaign.duties import Reminders
from rules.campaign.model import Campaign
from rules.time.escalation import Hours, PlannedLevel
from rules.time.reminders import reminders_for
from storage.id_chunks import pieces
from storage.queries.campaigns import load_campaign
from storage.queries.reminders import Planned, drop, replan
from storage.tables import Assignment, RoleHeld

ASSIGNMENT = "assignment"


def plan_reminders(desk: Desk, rows: Sequence[Assignment], campaign: Campaign) -> None:
    """Plan these rows' reminders as the campaign and their dates say; what is settled has none.

    Only what is still to come is planned, so that a campaign of the past makes no flood.
    """
    levels = _levels(desk, rows, campaign)
    homes = _homes(desk, [row for row, _pushes in levels])
    whole = [
        Planned(ASSIGNMENT, row.id or 0, push.level, row.due_at, push.at, home=_home(row, homes))
        for row, pushes in levels
        for push in pushes
    ]
    replan(desk.session, ASSIGNMENT, [row.id or 0 for row in rows], whole, desk.now)


def _levels(
    desk: Desk, rows: Iterable[Assignment], campaign: Campaign
) -> list[tuple[Assignment, list[PlannedLevel]]]:
    """Return the open rows, each with when it is reminded of."""
    reminders = {duty.key: duty.reminders or campaign.reminders for duty in campaign.duties}
    hours = Hours(desk.calendar, campaign.hours, campaign.zone)
    # many rows share their dates
    computed: dict[tuple[datetime, date, Reminders], list[PlannedLevel]] = {}
    levels: list[tuple[Assignment, list[PlannedLevel]]] = []
    for row in rows:
        if row.state != "open" or row.duty not in reminders:
            continue
        dates = (row.due_at, row.opens, reminders[row.duty])
        if dates not in computed:
            computed[dates] = reminders_for(*dates, hours, desk.now)
        levels.append((row, computed[dates]))
    return levels


def plan_weekly(desk: Desk, assignment_ids: Collection[int]) -> None:
    """Plan the next of the weekly reminders, which have no end."""
    by_campaign: dict[int, list[Assignment]] = {}
    for some in pieces(assignment_ids):
        for row in desk.session.exec(select(Assignment).where(col(Assignment.id).in_(some))):
            by_campaign.setdefault(row.campaign_id, []).append(row)
    for campaign_id, rows in by_campaign.items():
        campaign = load_campaign(desk.session, campaign_id)
        if campaign is not None:
            plan_reminders(desk, rows, campaign)


def forget_reminders(desk: Desk, about: str, subject: int) -> None:
    """Stop reminding of this: it is filed, exempted, done or no longer asked for."""
    drop(desk.session, about, subject)


def _home(row: Assignment, homes: Mapping[int, int]) -> int | None:
    """Return the unit, or else the person, with which the row is claimed."""
    if row.unit_id:
        return row.unit_id
    person = row.handed_to or row.person_id
    if person is None:
        return None
    return homes.get(person, row.person_id)


def _homes(desk: Desk, rows: Iterable[Assignment]) -> dict[int, int]:
    """Return a unit for each person who owes something of their own.

    What is due of one home is claimed together.
    """
    homes: dict[int, int] = {}
    assignees = [person for row in rows for person in (row.person_id, row.handed_to)]
    for people in pieces(filter(None, assignees)):
        held = (col(RoleHeld.person_id).in_(people), col(RoleHeld.unit_id).is_not(None))
        found = select(RoleHeld.person_id, RoleHeld.unit_id).where(*held)
        for person, unit in desk.session.exec(found):
            homes[person] = min(unit or 0, homes.get(person, unit or 0))
    return homes
