"""The plan of reminders follows what is owed: planned when it opens, moved with its date, forgotten
when it is settled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlmodel import col, select

from casework.desk import Desk
from rules.campaign import Campaign
from rules.campaign_duties import Reminders
from rules.ladder import Hours, Push
from rules.reminders import reminders_for
from storage.campaign_tables import Owed
from storage.campaigns import load_campaign
from storage.nudges import Planned, drop, replan
from storage.pieces import pieces
from storage.tables import RoleHeld

OWED = "owed"


def plan_nudges_for_owed(desk: Desk, rows: Sequence[Owed], campaign: Campaign) -> None:
    """Make the reminders of these rows of the campaign what its file and their dates say; what is
    settled has none.

    Only what is still to come is planned, so that a campaign of the past makes no flood.
    """
    homes = _homes(desk, rows)
    duties = {each.key: each.reminders or campaign.reminders for each in campaign.duties}
    hours = Hours(desk.calendar, campaign.hours, campaign.zone)
    reckoned: dict[tuple[datetime, date, Reminders], list[Push]] = {}  # many rows share their dates
    whole: list[Planned] = []
    for row in rows:
        if row.state != "open" or row.duty not in duties:
            continue
        home = row.unit_id or homes.get(row.handed_to or row.person_id or 0, row.person_id or 0)
        same = (row.due_at, row.opens, duties[row.duty])
        if same not in reckoned:
            reckoned[same] = reminders_for(*same, hours, desk.now)
        whole += [
            Planned(OWED, row.id or 0, push.rung, row.due_at, push.at, home=home or None)
            for push in reckoned[same]
        ]
    replan(desk.session, OWED, [row.id or 0 for row in rows], whole, desk.now)


def plan_weekly(desk: Desk, owed_ids: Collection[int]) -> None:
    """Plan the next of the weekly reminders, which have no end."""
    by_campaign: dict[int, list[Owed]] = {}
    for owed in filter(None, (desk.session.get(Owed, each) for each in owed_ids)):
        by_campaign.setdefault(owed.campaign_id, []).append(owed)
    for campaign_id, rows in by_campaign.items():
        if campaign := load_campaign(desk.session, campaign_id):
            plan_nudges_for_owed(desk, rows, campaign)


def forget_nudges(desk: Desk, about: str, subject: int) -> None:
    """Stop reminding of this: it is filed, exempted, done or no longer asked for."""
    drop(desk.session, about, subject)


def _homes(desk: Desk, rows: Iterable[Owed]) -> dict[int, int]:
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
