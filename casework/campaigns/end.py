"""The end of a campaign: nothing of it is asked for or reminded of any more.

What was filed stays, and its tickets go on.
"""

from __future__ import annotations

from sqlmodel import col, select

from casework.campaigns.commands import EndCampaign
from casework.campaigns.telling import tell, tell_assignees_of_end
from casework.desk import Desk
from casework.duties.reminder_plan import ASSIGNMENT
from casework.notices import Receipt
from casework.refusals import AlreadyDone, NotAllowed
from casework.reminders.ticket_plan import dealt_with, replan_moved
from locales import _
from rules.lifecycle import SomethingMissing
from storage.queries.assignments import open_assignments
from storage.queries.campaigns import forget_standing, load_campaign
from storage.queries.reminders import replan
from storage.queries.warnings import pushed_tickets
from storage.tables import CampaignEvent, CampaignRow


def end_campaign(desk: Desk, command: EndCampaign) -> Receipt:
    """Let the office end a campaign."""
    if not desk.actor.may("end_campaigns"):
        raise NotAllowed
    found = select(CampaignRow).where(CampaignRow.id == command.campaign).with_for_update()
    row = desk.session.exec(found.execution_options(populate_existing=True)).first()
    if row is None or not row.active:
        raise AlreadyDone(_("This campaign has ended already."))
    count = end(desk, row, command.summary)
    return tell(desk, row, "ended", summary=command.summary, count=count)


def end(desk: Desk, row: CampaignRow, summary: str) -> int:
    """End it, and return how many of its assignments were open.

    On the record they stay what they are, not filed.
    """
    if not summary.strip():
        raise SomethingMissing(_("Still needed: {field}.", field=_("the summary")), "summary")
    session, id_ = desk.session, row.id or 0
    still_open, campaign = open_assignments(session, id_), load_campaign(session, id_)
    kinds = dealt_with(desk, campaign) if campaign is not None else frozenset[str]()
    row.active = False
    note_campaign_event(desk, id_, "ended", summary=summary)
    session.add(row)
    session.flush()
    forget_standing(session)
    desk.__dict__.pop("catalogue", None)  # it was read while the campaign's kinds were offered
    replan(session, ASSIGNMENT, [assignment.id or 0 for assignment in still_open], (), desk.now)
    for ticket in pushed_tickets(session):
        if ticket.kind in kinds:
            desk.moved[ticket.id or 0] = ticket
    replan_moved(desk)
    tell_assignees_of_end(desk, row, summary, still_open)
    return len(still_open)


def note_campaign_event(desk: Desk, campaign_id: int, name: str, **note: str) -> None:
    """Keep what happened to the campaign as a whole, and who did it."""
    event = CampaignEvent(
        campaign_id=campaign_id, at=desk.now, person_id=desk.actor.person_id, name=name, note=note
    )
    desk.session.add(event)


def events_of_campaign(desk: Desk, campaign_id: int) -> list[CampaignEvent]:
    """Return what happened to it as a whole, oldest first."""
    found = select(CampaignEvent).where(CampaignEvent.campaign_id == campaign_id)
    return list(desk.session.exec(found.order_by(col(CampaignEvent.id))))
