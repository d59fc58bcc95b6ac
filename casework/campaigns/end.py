"""The end of a campaign: nothing of it is asked for or reminded of any more; what was filed stays,
and its tickets go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlmodel import col, select

from casework.campaigns.commands import EndCampaign
from casework.desk import Desk
from casework.duties.assignments import tell_the_office
from casework.duties.reminder_plan import ASSIGNMENT
from casework.duties.responsible import responsible_for
from casework.notices import Receipt
from casework.refusals import AlreadyDone, NotAllowed
from casework.reminders.ticket_plan import dealt_with, replan_moved
from locales import _
from rules.lifecycle import SomethingMissing
from rules.permissions import Role
from storage.outbox.notice import Notice
from storage.outbox.queue import queue
from storage.outbox.recipients import chats_of_people
from storage.queries.assignments import open_assignments
from storage.queries.campaigns import forget_standing, load_campaign
from storage.queries.reminders import replan
from storage.queries.units import holders_of
from storage.queries.warnings import pushed_tickets
from storage.tables import Assignment, CampaignEvent, CampaignRow


def end_campaign(desk: Desk, command: EndCampaign) -> Receipt:
    """Let the office end a campaign; the rest of the office is told, and everybody who still owed
    something.
    """
    if not desk.actor.may("end_campaigns"):
        raise NotAllowed
    found = select(CampaignRow).where(CampaignRow.id == command.campaign).with_for_update()
    row = desk.session.exec(found.execution_options(populate_existing=True)).first()
    if row is None or not row.active:
        raise AlreadyDone(_("This campaign has ended already."))
    count = end(desk, row, command.summary)
    said = _(
        "{campaign} has ended: {summary}\nTasks left open: {count}.",
        campaign=row.title,
        summary=command.summary,
    )
    tell_the_office(desk, said.given(count=count))
    return Receipt(said.given(count=count))


def end(desk: Desk, row: CampaignRow, summary: str) -> int:
    """End it, and return how many of its tasks were open: on the record they stay what they are,
    not filed.
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
    replan(session, ASSIGNMENT, [each.id or 0 for each in still_open], (), desk.now)
    desk.moved |= {each.id or 0: each for each in pushed_tickets(session) if each.kind in kinds}
    replan_moved(desk)
    _tell_owers(desk, row, summary, still_open)
    return len(still_open)


def note_campaign_event(desk: Desk, campaign_id: int, name: str, **note: str) -> None:
    """Keep what happened to the campaign as a whole, and who did it."""
    row = CampaignEvent(
        campaign_id=campaign_id, at=desk.now, person_id=desk.actor.person_id, name=name, note=note
    )
    desk.session.add(row)


def events_of_campaign(desk: Desk, campaign_id: int) -> list[CampaignEvent]:
    """Return what happened to it as a whole, oldest first."""
    found = select(CampaignEvent).where(CampaignEvent.campaign_id == campaign_id)
    return list(desk.session.exec(found.order_by(col(CampaignEvent.id))))


def _tell_owers(desk: Desk, row: CampaignRow, summary: str, rows: Sequence[Assignment]) -> None:
    """Tell each who still had something to file that nothing is asked for any more; in one message,
    in working hours.
    """
    alike: dict[tuple[object, ...], list[Assignment]] = {}  # many rows are owed by the same
    for each in rows:
        alike.setdefault(
            (each.unit_id, each.person_id, each.handed_to, each.duty * (each.assignee == "g")), []
        ).append(each)
    theirs = Counter[int]()
    for assignment in alike.values():
        theirs.update(dict.fromkeys(responsible_for(desk, assignment[0]), len(assignment)))
    for person in holders_of(desk.session, Role.OFFICE.value):
        del theirs[person]  # the office is told more
    text = _(
        "{campaign} has ended: {summary}\nYour tasks in it that are still open, {count}, "
        "need not be filed any more."
    )
    text, at = text.given(campaign=row.title, summary=summary), desk.next_working_minute()
    for person, chat in chats_of_people(desk.session, theirs).items():
        queue(desk.session, chat, Notice(text.given(count=theirs[person])), desk.now, not_before=at)
