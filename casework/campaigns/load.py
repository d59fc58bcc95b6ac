"""Campaigns are loaded and kept up with the roster, without losing anything that was filed."""

from __future__ import annotations

from datetime import datetime

from casework.campaigns.compare import Changes, compare
from casework.campaigns.end import note_campaign_event
from casework.campaigns.telling import tell_moved
from casework.desk import Desk
from casework.duties.assignments import settle
from casework.duties.reminder_plan import ASSIGNMENT, forget_reminders, plan_reminders
from casework.reminders.ticket_plan import replan_moved
from rules.campaign.model import Campaign
from storage.queries.assignments import (
    change_assignments,
    drop_assignments,
    insert_assignments,
    open_assignments,
)
from storage.queries.campaigns import active_campaigns, find_campaign, load_campaign, store_campaign
from storage.queries.warnings import pushed_tickets
from storage.tables import CampaignRow


def load(desk: Desk, campaign: Campaign, source: str) -> Changes:
    """Load the campaign, or load it again, which opens one that was ended."""
    before = find_campaign(desk.session, campaign.key)
    was_ended = before is not None and not before.active
    row = store_campaign(desk.session, campaign, source, desk.now)
    if was_ended:
        note_campaign_event(desk, row.id or 0, "reopened")
    desk.__dict__.pop("catalogue", None)  # it was read before the kinds changed
    changes = compare(desk, campaign)
    apply_changes(desk, row, campaign, changes)
    for ticket in pushed_tickets(desk.session):  # the escalation policy may be another
        desk.moved[ticket.id or 0] = ticket
    replan_moved(desk)
    return changes


def apply_changes(desk: Desk, loaded: CampaignRow, campaign: Campaign, changes: Changes) -> None:
    """Write the changes down, plan the reminders anew, and tell those for whom a day moved."""
    session, id_ = desk.session, loaded.id or 0
    insert_assignments(session, id_, changes.opened)
    rewritten = (*changes.reopened, *changes.moved, *changes.changed)
    change_assignments(session, [(stored, wanted, "open") for stored, wanted in rewritten])
    drop_assignments(session, changes.dropped)
    for gone in changes.dropped:
        forget_reminders(desk, ASSIGNMENT, gone.id)
    still_open = open_assignments(session, id_)
    for row in still_open:
        if row.at_least is not None and row.counted >= row.at_least:  # the file asks for fewer now
            settle(desk, row, "filed", late=desk.now > row.due_at)
    plan_reminders(desk, still_open, campaign)
    days_before = {
        stored.id: stored.due_on
        for stored, wanted in changes.moved
        if stored.due_on != wanted.due_on
    }
    tell_moved(desk, still_open, days_before)


def keep_up(desk: Desk) -> Changes:
    """Bring all campaigns up to the roster and the calendar as they are now."""
    whole = Changes()
    for key in [row.key for row, _campaign in active_campaigns(desk.session)]:
        row = find_campaign(desk.session, key, lock=True)
        campaign = load_campaign(desk.session, row.id or 0) if row is not None else None
        if row is None or campaign is None:
            continue
        changes = compare(desk, campaign)
        if changes.count:
            apply_changes(desk, row, campaign, changes)
            whole.add(changes)
    return whole


def keep_campaigns(desk: Desk, _now: datetime) -> int:
    """Keep up, as a job; once is enough."""
    keep_up(desk)
    return 0
