"""The figures of a digest, compared with those before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from casework.desk import Actor, Desk
from casework.digests.scope import scope_of
from casework.digests.spans import limits_in, spans_of
from pictures.digest_facts import Bar, CampaignFacts, DigestFacts, Rate, Worst
from rules import limits
from rules.campaign.model import Campaign
from storage.queries.campaigns import active_campaigns
from storage.queries.figures import (
    campaign_progress,
    count_filed,
    count_instructions,
    count_open,
    count_resolved,
    count_warnings,
    overdue_places,
    overdue_tickets,
)
from storage.queries.rates import response_rate, satisfaction_rate, solving_rate
from storage.queries.scope import Scope, Span
from storage.queries.units import unit_names

MAX_WORST_TICKETS = 5
MAX_PLACES = 6

# What was counted for readers of one scope: scope, how often, until when, on free days too.
Counted = dict[tuple[Scope, str, datetime, bool], DigestFacts]


def digest_facts(
    desk: Desk,
    reader: Actor,
    every: str = "day",
    until: datetime | None = None,
    *,
    free_days: bool = False,
    counted: Counted | None = None,
) -> DigestFacts:
    """Return the reader's digest.

    What came and went is of the time up to `until`, what stands open is of now. `counted` is kept
    by whoever draws up several at once: readers of the same scope share their figures.
    """
    until = until or desk.now
    scope = scope_of(desk, reader)
    known: Counted = {} if counted is None else counted
    key = (scope, every, until, free_days)
    if key not in known:
        known[key] = _count(desk, scope, every, until, free_days=free_days)
    facts = known[key]
    leader = None if reader.may("work_the_inbox") else reader.person_id
    return replace(
        facts,
        instructions=count_instructions(desk.session, desk.now, leader),
        worst=_worst(desk, reader, scope) if facts.overdue else (),
    )


def _count(
    desk: Desk, scope: Scope, every: str, until: datetime, *, free_days: bool
) -> DigestFacts:
    """Return the figures that are the same for all readers of this scope."""
    session = desk.session
    spans = spans_of(desk, every, until, free_days=free_days)
    counted = (spans.now, spans.before, spans.earlier, *spans.bars)
    came, solved = count_filed(session, counted, scope), count_resolved(session, counted, scope)
    still_open, to_close = count_open(session, scope)
    late = overdue_places(session, desk.now, scope)
    by = _sort_of_place(scope)
    return DigestFacts(
        every=every,
        day=until.astimezone(desk.bureau.zone).date(),
        since=spans.now[0],
        until=spans.now[1],
        bureau=desk.bureau.name,
        is_all=scope.is_all,
        came=(came[0], came[1], came[2]),
        solved=(solved[0], solved[1], solved[2]),
        open=still_open,
        to_close=to_close,
        overdue=sum(count for _unit, _kind, count in late),
        warnings=count_warnings(session, spans.now, scope),
        instructions=(0, 0),  # the reader's, as is what is worst
        campaigns=_campaigns(desk, scope),
        response=_response_rate(desk, spans.rates, scope),
        solving=solving_rate(session, spans.rates, scope),
        satisfaction=satisfaction_rate(session, spans.rates, scope),
        bars=tuple(map(Bar, _last_days(desk, spans.bars), came[3:], solved[3:])),
        by=by,
        places=_places(desk, by, late),
        worst=(),
    )


def _response_rate(desk: Desk, span: Span, scope: Scope) -> Rate:
    to_decide = limits_in(desk, span, limits.DECIDE_WORKING_DAYS)
    to_take_on = limits_in(desk, span, limits.TAKE_ON_WORKING_DAYS)
    return response_rate(desk.session, to_decide, to_take_on, scope)


def _last_days(desk: Desk, spans: Iterable[Span]) -> list[date]:
    moment = timedelta(microseconds=1)
    return [(end - moment).astimezone(desk.bureau.zone).date() for _first, end in spans]


def _sort_of_place(scope: Scope) -> str:
    """Return "unit", or "field" for who is in charge of one unit alone."""
    if scope.units is not None and len(scope.units) == 1 and not scope.kinds:
        return "field"
    return "unit"


def _places(
    desk: Desk, by: str, late: Iterable[tuple[int | None, str, int]]
) -> tuple[tuple[str, int], ...]:
    """Return where tickets are overdue, the most first."""
    counted: Counter[str] = Counter()
    for unit, kind, count in late:
        place = _field_name(desk, kind) if by == "field" else _unit_name(desk, unit)
        counted[place] += count
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ordered[:MAX_PLACES])


def _unit_name(desk: Desk, unit_id: int | None) -> str:
    return unit_names(desk.session).get(unit_id or 0, "-")


def _field_name(desk: Desk, kind: str) -> str:
    field, titles = desk.catalogue.field_of(kind), desk.catalogue.fields
    return titles[field].text if field in titles else field


def _worst(desk: Desk, reader: Actor, scope: Scope) -> tuple[Worst, ...]:
    where = {} if reader.may("see_restricted") else {"restricted": False}
    found = overdue_tickets(desk.session, desk.now, scope, MAX_WORST_TICKETS, **where)
    return tuple(
        Worst(ticket.number, _unit_name(desk, ticket.unit_id), days_late(desk, ticket.due_at))
        for ticket in found
    )


def days_late(desk: Desk, due_at: datetime | None) -> int:
    """Return the working days since it was due; 0 on the day itself."""
    if due_at is None:
        return 0
    return desk.calendar.count(due_at.astimezone(desk.bureau.zone).date(), desk.today)


def _campaigns(desk: Desk, scope: Scope) -> tuple[CampaignFacts, ...]:
    """Return the campaigns under way; a leader of fields alone is shown the whole of them."""
    progress = campaign_progress(desk.session, desk.now, desk.today, scope.units or None)
    by_campaign = {row.campaign: row for row in progress}
    facts = []
    for row, campaign in active_campaigns(desk.session):
        found = by_campaign.get(row.id or 0)
        if found is not None:
            stage = _stages_now(desk, campaign)
            facts.append(CampaignFacts(row.title, stage, found.due, found.filed))
    return tuple(facts)


def _stages_now(desk: Desk, campaign: Campaign) -> str:
    return "、".join(
        stage.title
        for stage in campaign.stages
        if stage.span.first <= desk.today <= stage.span.last
    )
