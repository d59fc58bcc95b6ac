"""A loaded campaign in lines: its stages, its duties with how they stand, and what is due next."""

from __future__ import annotations

from casework.campaigns.end import events_of_campaign
from casework.desk import Desk
from casework.duties.assignments import assignee_name, person_name, title_of
from locales import Message, _
from rules.campaign.model import Campaign
from storage.queries.assignments import count_assignments, count_filings, open_assignments
from storage.queries.campaigns import find_campaign, load_campaign
from storage.tables import CampaignEvent

MAX_LISTED_DEADLINES = 10


def report_lines(desk: Desk, key: str) -> list[Message] | None:
    """Return the campaign in lines, None when there is none of this key."""
    row = find_campaign(desk.session, key)
    if row is None:
        return None
    id_ = row.id or 0
    campaign = load_campaign(desk.session, id_)
    if campaign is None:
        return None
    lines = [
        _("{title} {number}", title=campaign.title, number=campaign.number),
        _(
            "From {first} to {last}; loaded on {day}; filings so far: {count}",
            first=campaign.period.first,
            last=campaign.period.last,
            day=row.loaded_at.astimezone(desk.bureau.zone).date(),
            count=count_filings(desk.session, id_),
        ),
    ]
    lines += [_event_line(desk, event) for event in events_of_campaign(desk, id_)]
    for stage in campaign.stages:
        line = _("Stage {title}: {first} to {last}", title=stage.title)
        lines.append(line.given(first=stage.span.first, last=stage.span.last))
    lines += _duties(desk, id_, campaign)
    if row.active:
        lines += _due_next(desk, id_)
    return lines


def how_it_ended(desk: Desk, key: str) -> Message | None:
    """Return when the campaign was ended, by whom and why.

    None when there is none of this key, or it goes on.
    """
    row = find_campaign(desk.session, key)
    if row is None or row.active:
        return None
    events = events_of_campaign(desk, row.id or 0)
    return _event_line(desk, events[-1]) if events else _("This campaign has ended already.")


def _event_line(desk: Desk, event: CampaignEvent) -> Message:
    """Return when it was ended or opened again, and by whom."""
    line = _("Opened again on {day} by {who}")
    if event.name == "ended":
        line = _("Ended on {day} by {who}: {summary}")
    who: Message | str = _("whoever runs the program")
    if event.person_id is not None:
        who = person_name(desk.session, event.person_id)
    return line.given(day=event.at.astimezone(desk.bureau.zone).date(), who=who, **event.note)


def _duties(desk: Desk, campaign_id: int, campaign: Campaign) -> list[Message]:
    counted = count_assignments(desk.session, campaign_id)
    lines = [_("Tasks: {count}", count=len(campaign.duties))]
    for duty in campaign.duties:
        states = counted.get(duty.key, {})
        line = _(
            "· {title}: owed {all}, filed {filed}, exempted {exempted}, open {open}",
            title=duty.title,
            all=sum(states.values()) - states.get("dropped", 0),
            filed=states.get("filed", 0),
            exempted=states.get("exempted", 0),
            open=states.get("open", 0),
        )
        lines.append(line)
    return lines


def _due_next(desk: Desk, campaign_id: int) -> list[Message]:
    still_open = open_assignments(desk.session, campaign_id)
    if not still_open:
        return [_("Nothing is owed any more.")]
    coming = [assignment for assignment in still_open if assignment.due_at >= desk.now]
    if not coming:
        return [_("No deadline lies ahead; overdue and not filed: {count}", count=len(still_open))]
    coming.sort(key=lambda assignment: assignment.due_at)
    lines = [_("Due next:")]
    for assignment in coming[:MAX_LISTED_DEADLINES]:
        line = _(
            "· {day} {title}, {who}",
            day=assignment.due_on,
            title=title_of(assignment),
            who=assignee_name(desk, assignment),
        )
        lines.append(line)
    return lines
