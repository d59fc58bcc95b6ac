"""The figures of a digest, compared with those before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from casework.desk import Actor, Desk
from casework.digests.scope import scope_of
from casework.digests.spans import Spans, limits_in, spans_of
from pictures.digest_facts import Bar, CampaignFacts, DigestFacts, Worst
from rules import limits
from rules.campaign.model import Campaign
from storage.queries.campaigns import active_campaigns
from storage.queries.figures import (
    Moved,
    campaign_progress,
    count_instructions,
    count_moved,
    count_open,
    count_warnings,
    overdue_places,
    overdue_tickets,
)
from storage.queries.rates import Rates, count_rates
from storage.queries.scope import Scope, Span
from storage.queries.units import unit_names

MAX_WORST_TICKETS = 5
MAX_PLACES = 6


def digest_facts(
    desk: Desk,
    reader: Actor,
    every: str = "day",
    until: datetime | None = None,
    *,
    free_days: bool = False,
) -> DigestFacts:
    """Return the reader's digest.

    What came and went is of the time up to `until`, what stands open is of now.
    """
    return facts_for(desk, [reader], every, until or desk.now, free_days=free_days)[0]


def facts_for(
    desk: Desk, readers: Iterable[Actor], every: str, until: datetime, *, free_days: bool = False
) -> list[DigestFacts]:
    """Return each reader's digest: all are counted with the same statements, and what readers of
    one scope share is counted once.
    """
    scopes = [(reader, scope_of(desk, reader)) for reader in readers]
    different = list(dict.fromkeys(scope for _reader, scope in scopes))
    counted = _count(desk, different, every, until, free_days=free_days)
    campaigns = {units: _campaigns(desk, units) for units in set(map(_units_shown, different))}
    instructions = count_instructions(desk.session, desk.now)
    return [
        replace(
            counted[scope],
            campaigns=campaigns[_units_shown(scope)],
            instructions=_theirs(reader, instructions),
            worst=_worst(desk, reader, scope) if counted[scope].overdue else (),
        )
        for reader, scope in scopes
    ]


def _units_shown(scope: Scope) -> frozenset[int] | None:
    """Return the units whose campaigns are shown; a leader of fields alone is shown all."""
    return scope.units or None


def _theirs(reader: Actor, instructions: Mapping[int, tuple[int, int]]) -> tuple[int, int]:
    """Return how many instructions wait and are late: a leader's own, for the office all."""
    if not reader.may("work_the_inbox") and reader.person_id is not None:
        return instructions.get(reader.person_id, (0, 0))
    waiting = sum(count for count, _late in instructions.values())
    return waiting, sum(late for _count, late in instructions.values())


class _Counted(NamedTuple):
    """What was counted of one scope."""

    scope: Scope
    moved: Moved
    open: tuple[int, int]
    late: list[tuple[int | None, str, int]]
    warnings: dict[str, int]
    rates: Rates


def _count(
    desk: Desk, scopes: Sequence[Scope], every: str, until: datetime, *, free_days: bool
) -> dict[Scope, DigestFacts]:
    """Return the figures that are the same for all readers of a scope, for each of these."""
    session = desk.session
    spans = spans_of(desk, every, until, free_days=free_days)
    covered = (spans.now, spans.before, spans.earlier, *spans.bars)
    to_decide = limits_in(desk, spans.rates, limits.DECIDE_WORKING_DAYS)
    to_take_on = limits_in(desk, spans.rates, limits.TAKE_ON_WORKING_DAYS)
    figures = zip(
        scopes,
        count_moved(session, covered, scopes),
        count_open(session, scopes),
        overdue_places(session, desk.now, scopes),
        count_warnings(session, spans.now, scopes),
        count_rates(session, to_decide, to_take_on, spans.rates, scopes),
        strict=True,
    )
    return {each[0]: _facts(desk, every, until, spans, _Counted(*each)) for each in figures}


def _facts(desk: Desk, every: str, until: datetime, spans: Spans, counted: _Counted) -> DigestFacts:
    (came, solved), late, by = counted.moved, counted.late, _sort_of_place(counted.scope)
    still_open, to_close = counted.open
    return DigestFacts(
        every=every,
        day=until.astimezone(desk.bureau.zone).date(),
        since=spans.now[0],
        until=spans.now[1],
        bureau=desk.bureau.name,
        is_all=counted.scope.is_all,
        came=(came[0], came[1], came[2]),
        solved=(solved[0], solved[1], solved[2]),
        open=still_open,
        to_close=to_close,
        overdue=sum(count for _unit, _kind, count in late),
        warnings=counted.warnings,
        instructions=(0, 0),  # the reader's, as is what is worst
        campaigns=(),
        **counted.rates._asdict(),
        bars=tuple(map(Bar, _last_days(desk, spans.bars), came[3:], solved[3:])),
        by=by,
        places=_places(desk, by, late),
        worst=(),
    )


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


def _campaigns(desk: Desk, units: frozenset[int] | None) -> tuple[CampaignFacts, ...]:
    """Return the campaigns under way, as far as they are these units'; None shows all of them."""
    progress = campaign_progress(desk.session, desk.now, desk.today, units)
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
