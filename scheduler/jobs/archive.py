"""Archiving: closed tickets leave the desk when their term is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from casework.desk import Desk
from casework.reminders.ticket_plan import dealt_with, replan_moved
from casework.tickets.clock import archive
from rules import limits
from rules.campaign.model import Campaign
from rules.time.retention import Retention, divide
from scheduler.per_item import attempt_each
from storage.queries.campaigns import loaded_campaigns
from storage.queries.jobs import resting
from storage.queries.tickets import closed_kinds, closed_since
from storage.tables import Ticket

JOB = "archive_closed"
BATCH = 100
_DAY = timedelta(days=1)


def archive_closed(desk: Desk, now: datetime) -> int:
    """Archive tickets closed more than a term ago; returns how many."""
    tired = resting(desk.session, JOB, now)
    found: list[Ticket] = []
    for kinds, term in _terms(desk):
        if len(found) < BATCH:
            filed = term.since, term.until
            found += closed_since(
                desk.session,
                kinds,
                filed,
                now - timedelta(days=term.days),
                tired,
                BATCH - len(found),
            )
    tickets = sorted(found, key=lambda each: each.id or 0)
    return attempt_each(desk, JOB, {each.number: each for each in tickets}, _archive)


def _archive(desk: Desk, ticket: Ticket) -> None:
    archive(desk, ticket)
    replan_moved(desk)


def _terms(desk: Desk) -> Iterator[tuple[list[str], Retention]]:
    """Return which kinds have which terms: those of the campaigns in whose days a ticket of theirs
    was filed, or the usual one.

    Kinds that the same campaigns deal with are asked for together. A campaign that was ended keeps
    its term.
    """
    campaigns = [campaign for _row, campaign in reversed(loaded_campaigns(desk.session))]
    theirs = [dealt_with(desk, each) for each in campaigns]
    alike: dict[tuple[bool, ...], list[str]] = {}
    for kind in closed_kinds(desk.session):
        alike.setdefault(tuple(kind in each for each in theirs), []).append(kind)
    for deals, kinds in alike.items():
        claims = [
            _claim(desk, campaign)
            for campaign, holds in zip(campaigns, deals, strict=True)
            if holds
        ]
        yield from ((kinds, term) for term in divide(claims, limits.ARCHIVE_DAYS))


def _claim(desk: Desk, campaign: Campaign) -> Retention:
    first, end = (
        datetime.combine(day, time(), desk.bureau.zone)
        for day in (campaign.period.first, campaign.period.last + _DAY)
    )
    return Retention(first, end, campaign.archive_after)
