"""The plan of reminders follows what is owed: planned when it opens, moved with its date, forgotten
when it is settled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    """Make the reminders of these rows of the campaign what its file and their dates say; what is
    settled has none.

    Only what is still to come is planned, so that a campaign of the past makes no flood.
    """
    homes = _homes(desk, rows)
    duties = {each.key: each.reminders or campaign.reminders for each in campaign.duties}
    hours = Hours(desk.calendar, campaign.hours, campaign.zone)
    reckoned: dict[
        tuple[datetime, date, Reminders], list[PlannedLevel]
    ] = {}  # many rows share their dates
    whole: list[Planned] = []
    for row in rows:
        if row.state != "open" or row.duty not in duties:
            continue
        home = row.unit_id or homes.get(row.handed_to or row.person_id or 0, row.person_id or 0)
        same = (row.due_at, row.opens, duties[row.duty])
        if same not in reckoned:
            reckoned[same] = reminders_for(*same, hours, desk.now)
        whole += [
            Planned(ASSIGNMENT, row.id or 0, push.level, row.due_at, push.at, home=home or None)
            for push in reckoned[same]
        ]
    replan(desk.session, ASSIGNMENT, [row.id or 0 for row in rows], whole, desk.now)


def plan_weekly(desk: Desk, assignment_ids: Collection[int]) -> None:
    """Plan the next of the weekly reminders, which have no end."""
    by_campaign: dict[int, list[Assignment]] = {}
    for assignment in filter(None, (desk.session.get(Assignment, each) for each in assignment_ids)):
        by_campaign.setdefault(assignment.campaign_id, []).append(assignment)
    for campaign_id, rows in by_campaign.items():
        if campaign := load_campaign(desk.session, campaign_id):
            plan_reminders(desk, rows, campaign)


def forget_reminders(desk: Desk, about: str, subject: int) -> None:
    """Stop reminding of this: it is filed, exempted, done or no longer asked for."""
    drop(desk.session, about, subject)


def _homes(desk: Desk, rows: Iterable[Assignment]) -> dict[int, int]:
    """Return a unit for each person who owes something of their own: what is due of one home is
    claimed together.
    """
    homes: dict[int, int] = {}
    for people in pieces(
        each for row in rows for each in (row.person_id, row.handed_to) if each is not None
    ):
        held = (col(RoleHeld.person_id).in_(people), col(RoleHeld.unit_id).is_not(None))
        for person, unit in desk.session.exec(
            select(RoleHeld.person_id, RoleHeld.unit_id).where(*held)
        ):
            homes[person] = min(unit or 0, homes.get(person, unit or 0))
    return homes
