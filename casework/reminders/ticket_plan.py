"""The plan of pushes for a ticket: its warnings, and the limits of the office and the unit; made
anew whenever it moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from casework.desk import Desk
from rules import limits
from rules.campaign.model import Campaign, EscalationLevel, usual_ladder
from rules.lifecycle import State
from rules.time.deadline import due_at
from rules.time.escalation import Hours, plan_levels, plan_limit_reminders
from storage.queries.campaigns import running_campaigns
from storage.queries.reminders import Planned, plan
from storage.queries.warnings import drop_pushes, entered_at, supervision_of
from storage.tables import Ticket

CLIMBING = frozenset({State.ASSIGNED, State.IN_PROGRESS})
WITH_DATE = CLIMBING | {
    State.HANDED_BACK,
    State.WAITING,
}  # in which the date set under supervision is still to be kept
# What somebody has to do with a ticket in this state.
LIMITED = {
    State.SUBMITTED: "accept",
    State.ACCEPTED: "accept",
    State.HANDED_BACK: "accept",
    State.ASSIGNED: "take",
    State.ANSWERED: "check",
}


def replan_moved(desk: Desk) -> None:
    """Make the plan anew for every ticket that has moved in this transaction."""
    moved, desk.moved = desk.moved, {}
    for ticket in moved.values():
        if ticket.events > 1:
            drop_pushes(desk.session, ticket)
        plan(desk.session, _wanted(desk, ticket))


def limit_of(desk: Desk, ticket: Ticket) -> tuple[str, datetime] | None:
    """Return what the ticket waits for and until when, None when no limit runs."""
    about = LIMITED.get(State(ticket.state))
    if about is None:
        return None
    days = {
        "accept": limits.DECIDE_WORKING_DAYS,
        "take": limits.TAKE_ON_WORKING_DAYS,
        "check": limits.CHECK_WORKING_DAYS,
    }[about]
    bureau, since = desk.bureau, entered_at(desk.session, ticket)
    if (
        ticket.state == State.ASSIGNED
    ):  # it may have gone from one unit to another, which changes no state
        since = max(since, ticket.assigned_at or since)
    return about, due_at(since, days, desk.calendar, bureau.zone, bureau.hours).at


def campaign_of(desk: Desk, ticket: Ticket) -> Campaign | None:
    """Return the campaign whose ladder the ticket climbs: the one loaded last of those that run and
    deal with its kind.
    """
    running = reversed(running_campaigns(desk.session, desk.today))
    return next((each for each in running if ticket.kind in dealt_with(desk, each)), None)


def dealt_with(desk: Desk, campaign: Campaign) -> frozenset[str]:
    """Return the kinds that a campaign deals with: those it names and those of its fields, or all
    when it names none.
    """
    codes, fields = (
        {change.code for change in campaign.kinds},
        {known.key for known in campaign.fields},
    )
    known = desk.catalogue.kinds
    return frozenset(
        each
        for each in known
        if not (codes or fields) or each in codes or desk.catalogue.fields_of(each) & fields
    )


def ladder_of(campaign: Campaign | None) -> tuple[EscalationLevel, ...]:
    """Return the rungs of a campaign, or the usual ones."""
    return campaign.ladder if campaign is not None else usual_ladder()


def hours_of(desk: Desk, ticket: Ticket, campaign: Campaign | None) -> Hours:
    """Return the time in which pushes about this ticket may go out."""
    kind = desk.catalogue.kinds.get(ticket.kind)
    working = campaign.hours if campaign is not None else desk.bureau.hours
    return Hours(desk.calendar, working, desk.bureau.zone, urgent=kind is not None and kind.urgent)


def _wanted(desk: Desk, ticket: Ticket) -> Iterator[Planned]:
    about_limit = limit_of(desk, ticket)
    climbs = State(ticket.state) in CLIMBING and ticket.due_at is not None
    listed = (
        supervision_of(desk.session, ticket)
        if ticket.supervised and State(ticket.state) in WITH_DATE
        else None
    )
    if about_limit is None and not climbs and listed is None:
        return
    campaign = campaign_of(desk, ticket)
    hours, id_ = hours_of(desk, ticket, campaign), ticket.id or 0
    if climbs and ticket.due_at is not None:
        for push in plan_levels(ticket.due_at, ladder_of(campaign), desk.now, hours):
            yield Planned("ticket", id_, push.level, ticket.due_at, push.at, hours.urgent)
    if about_limit is not None:
        about, limit = about_limit
        push = plan_limit_reminders(limit, desk.now, hours)[
            0
        ]  # the next is planned once this one is sent: most are never needed
        yield Planned(about, id_, push.level, limit, push.at, hours.urgent)
    if listed is not None and listed.due_on is not None:
        until = datetime.combine(
            listed.due_on, desk.bureau.hours.closes, desk.bureau.zone
        ).astimezone(UTC)
        push = plan_limit_reminders(until, desk.now, hours)[0]
        yield Planned("supervise", id_, push.level, until, push.at, hours.urgent)
