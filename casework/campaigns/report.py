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

NEXT = 10  # of what is due next


def report_lines(desk: Desk, key: str) -> list[Message] | None:
    """Return the campaign in lines, None when there is none of this key."""
    row = find_campaign(desk.session, key)
    campaign = load_campaign(desk.session, row.id or 0) if row is not None else None
    if row is None or campaign is None:
        return None
    span = campaign.period
    loaded = row.loaded_at.astimezone(desk.bureau.zone).date()
    lines = [
        _("{title} {number}", title=campaign.title, number=campaign.number),
        _(
            "From {first} to {last}; loaded on {day}; filings so far: {count}",
            first=span.first,
            last=span.last,
            day=loaded,
        ).given(count=count_filings(desk.session, row.id or 0)),
    ]
    lines += [_event_line(desk, each) for each in events_of_campaign(desk, row.id or 0)]
    staged = _("Stage {title}: {first} to {last}")
    lines += [
        staged.given(title=each.title, first=each.span.first, last=each.span.last)
        for each in campaign.stages
    ]
    return [
        *lines,
        *_duties(desk, row.id or 0, campaign),
        *(_next(desk, row.id or 0) if row.active else []),
    ]


def how_it_ended(desk: Desk, key: str) -> Message | None:
    """Return when the campaign was ended, by whom and why; None when there is none of this key, or
    it goes on.
    """
    row = find_campaign(desk.session, key)
    if row is None or row.active:
        return None
    events = events_of_campaign(desk, row.id or 0)
    return _event_line(desk, events[-1]) if events else _("This campaign has ended already.")


def _event_line(desk: Desk, event: CampaignEvent) -> Message:
    """Return when it was ended or opened again, and by whom."""
    line = (
        _("Ended on {day} by {who}: {summary}")
        if event.name == "ended"
        else _("Opened again on {day} by {who}")
    )
    who = (
        person_name(desk.session, event.person_id)
        if event.person_id is not None
        else _("whoever runs the program")
    )
    return line.given(day=event.at.astimezone(desk.bureau.zone).date(), who=who, **event.note)


def _duties(desk: Desk, campaign_id: int, campaign: Campaign) -> list[Message]:
    counted = count_assignments(desk.session, campaign_id)
    lines = [_("Tasks: {count}", count=len(campaign.duties))]
    for duty in campaign.duties:
        states = counted.get(duty.key, {})
        line = _(
            "· {title}: owed {all}, filed {filed}, exempted {exempted}, open {open}",
            title=duty.title,
        )
        whole = sum(states.values()) - states.get("dropped", 0)
        filed, exempted, still = (states.get(each, 0) for each in ("filed", "exempted", "open"))
        lines.append(line.given(all=whole, filed=filed, exempted=exempted, open=still))
    return lines


def _next(desk: Desk, campaign_id: int) -> list[Message]:
    still_open = open_assignments(desk.session, campaign_id)
    coming = sorted(
        (each for each in still_open if each.due_at >= desk.now), key=lambda each: each.due_at
    )
    if still_open and not coming:
        return [_("No deadline lies ahead; overdue and not filed: {count}", count=len(still_open))]
    if not coming:
        return [_("Nothing is owed any more.")]
    line = _("· {day} {title}, {who}")
    shown = [
        line.given(day=each.due_on, title=title_of(each), who=assignee_name(desk, each))
        for each in coming[:NEXT]
    ]
    return [_("Due next:"), *shown]
