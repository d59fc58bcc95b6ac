"""The plan of pushes for a ticket: its warnings, and the limits of the office and the unit; made
anew whenever it moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from casework.desk import Desk
from rules import limits
from rules.campaign.model import Campaign, EscalationLevel, usual_ladder
from rules.lifecycle import State
from rules.time.deadline import due_at
from rules.time.escalation import Hours, PlannedLevel, plan_levels, plan_limit_reminders
from storage.queries.campaigns import campaigns_by_kind, running_campaigns
from storage.queries.reminders import Planned, plan
from storage.queries.warnings import drop_pushes, entered_moments, standing_supervisions
from storage.tables import Supervision, Ticket

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
    tickets = [*moved.values()]
    drop_pushes(desk.session, [ticket for ticket in tickets if ticket.events > 1])
    limited = [ticket for ticket in tickets if ticket.state in LIMITED]
    entered = entered_moments(desk.session, limited)
    dated = [ticket for ticket in tickets if ticket.supervised and ticket.state in WITH_DATE]
    supervisions = standing_supervisions(desk.session, dated)
    wanted: list[Planned] = []
    for ticket in tickets:
        wanted += _plan_of(desk, ticket, entered, supervisions.get(ticket.id or 0))
    plan(desk.session, wanted)


def limit_of(
    desk: Desk, ticket: Ticket, entered: Mapping[int, datetime]
) -> tuple[str, datetime] | None:
    """Return what the ticket waits for and until when, None when no limit runs.

    `entered` says by ticket since when it is in its state.
    """
    about = LIMITED.get(State(ticket.state))
    if about is None:
        return None
    days = {
        "accept": limits.DECIDE_WORKING_DAYS,
        "take": limits.TAKE_ON_WORKING_DAYS,
        "check": limits.CHECK_WORKING_DAYS,
    }[about]
    bureau, since = desk.bureau, entered[ticket.id or 0]
    # It may have gone from one unit to another, which changes no state.
    if ticket.state == State.ASSIGNED:
        since = max(since, ticket.assigned_at or since)
    return about, due_at(since, days, desk.calendar, bureau.zone, bureau.hours).at


def campaign_for(desk: Desk, ticket: Ticket) -> Campaign | None:
    """Return the campaign whose escalation levels hold for the ticket.

    It is the one loaded last of those that run today and deal with the ticket's kind.
    """
    known = campaigns_by_kind(desk.session, desk.today)
    if ticket.kind not in known:
        known[ticket.kind] = _last_that_deals_with(desk, ticket.kind)
    return known[ticket.kind]


def _last_that_deals_with(desk: Desk, kind: str) -> Campaign | None:
    for campaign in reversed(running_campaigns(desk.session, desk.today)):
        if kind in dealt_with(desk, campaign):
            return campaign
    return None


def dealt_with(desk: Desk, campaign: Campaign) -> frozenset[str]:
    """Return the kinds that a campaign names and those of its fields, or all if it names none."""
    catalogue = desk.catalogue
    codes = {change.code for change in campaign.kinds}
    fields = {known.key for known in campaign.fields}
    if not codes and not fields:
        return frozenset(catalogue.kinds)
    of_fields = {kind for kind in catalogue.kinds if catalogue.fields_of(kind) & fields}
    return frozenset(of_fields | (codes & catalogue.kinds.keys()))


def levels_of(campaign: Campaign | None) -> tuple[EscalationLevel, ...]:
    """Return the escalation levels of a campaign, or the usual ones."""
    return campaign.ladder if campaign is not None else usual_ladder()


def hours_of(desk: Desk, ticket: Ticket, campaign: Campaign | None) -> Hours:
    """Return the time in which pushes about this ticket may go out."""
    kind = desk.catalogue.kinds.get(ticket.kind)
    working = campaign.hours if campaign is not None else desk.bureau.hours
    return Hours(desk.calendar, working, desk.bureau.zone, urgent=kind is not None and kind.urgent)


def _plan_of(
    desk: Desk, ticket: Ticket, entered: Mapping[int, datetime], listed: Supervision | None
) -> Iterator[Planned]:
    limit = limit_of(desk, ticket, entered)
    climbs = State(ticket.state) in CLIMBING and ticket.due_at is not None
    if limit is None and not climbs and listed is None:
        return
    campaign = campaign_for(desk, ticket)
    hours = hours_of(desk, ticket, campaign)
    if climbs and ticket.due_at is not None:
        for push in plan_levels(ticket.due_at, levels_of(campaign), desk.now, hours):
            yield _planned(ticket, "ticket", push, ticket.due_at, hours)
    if limit is not None:
        about, until = limit
        yield _planned(ticket, about, _next_of(desk, until, hours), until, hours)
    if listed is not None and listed.due_on is not None:
        closes = datetime.combine(listed.due_on, desk.bureau.hours.closes, desk.bureau.zone)
        until = closes.astimezone(UTC)
        yield _planned(ticket, "supervise", _next_of(desk, until, hours), until, hours)


def _next_of(desk: Desk, limit: datetime, hours: Hours) -> PlannedLevel:
    """Return the next reminder of a limit: the one after it is planned once this one is sent."""
    return plan_limit_reminders(limit, desk.now, hours)[0]


def _planned(
    ticket: Ticket, about: str, push: PlannedLevel, until: datetime, hours: Hours
) -> Planned:
    return Planned(about, ticket.id or 0, push.level, until, push.at, hours.urgent)
