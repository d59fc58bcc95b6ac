"""The digest: what a leader is in charge of, which time it covers, and its figures, compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select

from casework.desk import Actor, Desk
from pictures.digest_facts import Bar, CampaignFacts, DigestFacts, Worst
from rules import limits
from rules.permissions import Role
from storage.queries.accused import tickets_against
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
from storage.queries.rates import TimeLimit, response_rate, satisfaction_rate, solving_rate
from storage.queries.scope import Scope, Span
from storage.queries.units import subtree, unit_names
from storage.tables import PortfolioField, RoleHeld, Unit

WORST = 5
PLACES = 6
_BARS = {"day": 14, "week": 8, "month": 6}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spans:
    """The time that a digest covers, the one before it, the same one earlier, and those of its
    bars.
    """

    now: Span
    before: Span
    earlier: Span
    bars: tuple[Span, ...]
    rates: Span


def scope_of(desk: Desk, reader: Actor) -> Scope:
    """Return what the reader is in charge of: everything for the office; for a leader their units
    and fields.

    A leader over the whole bureau is in charge of everything, or, with fields of their own, of
    these fields. Left out is what is about the reader as a unit's head: to see it counted would be
    to hear of it.
    """
    if reader.person_id is None:
        return Scope()
    against = tickets_against(desk.session, reader.person_id, reader.units_as(Role.HEAD))
    return replace(_charge_of(desk, reader), without=against)


def _charge_of(desk: Desk, reader: Actor) -> Scope:
    if reader.may("work_the_inbox"):
        return Scope()
    led = select(RoleHeld.unit_id).where(
        RoleHeld.person_id == reader.person_id, RoleHeld.role == Role.LEADER.value
    )
    held = set(desk.session.exec(led))
    fields = set(
        desk.session.exec(
            select(PortfolioField.field).where(PortfolioField.person_id == reader.person_id)
        )
    )
    units = held - {None} - _tops(desk)
    if not fields and units != held:
        return Scope()
    below = frozenset(
        each for unit in units if unit is not None for each in subtree(desk.session, unit)
    )
    return Scope(below, kinds_of(desk, fields))


def _tops(desk: Desk) -> set[int | None]:
    """Return the units that stand for the bureau: those without a unit above that have some below,
    or are bureaus by kind.
    """
    parents = set(desk.session.exec(select(Unit.parent_id).where(col(Unit.parent_id).is_not(None))))
    roots = desk.session.exec(select(Unit.id, Unit.kind).where(col(Unit.parent_id).is_(None)))
    return {each for each, kind in roots if each in parents or kind == "bureau"}


def kinds_of(desk: Desk, fields: set[str]) -> frozenset[str]:
    """Return the kinds that belong to these fields, or to measures of them."""
    return frozenset(
        code for code in desk.catalogue.kinds if desk.catalogue.fields_of(code) & fields
    )


def spans_of(desk: Desk, every: str, until: datetime, *, free_days: bool = False) -> Spans:
    """Return what a digest given at `until` covers.

    A day's begins where that of the working day before ended, so that between two of them nothing
    is lost; it is compared with the one before it and with the same time a week earlier. A week's
    is seven days, compared with the week before and with four weeks earlier. A month's is the
    calendar month before, compared with the one before that and with the year before.
    """
    if every == "month":
        return _months(desk, until)
    step = _DAY if every == "day" else 7 * _DAY
    since = until - step
    before = since - step
    if every == "day" and not free_days:
        since = _working_day_before(desk, until)
        before = _working_day_before(desk, since)
    back = 7 * _DAY if every == "day" else 28 * _DAY
    bars = tuple((until - (n + 1) * step, until - n * step) for n in reversed(range(_BARS[every])))
    return Spans(
        (since, until),
        (before, since),
        (since - back, until - back),
        bars,
        (until - timedelta(days=limits.RATE_DAYS), until),
    )


def _working_day_before(desk: Desk, moment: datetime) -> datetime:
    local = moment.astimezone(desk.bureau.zone)
    day = desk.calendar.previous_working(local.date())
    return datetime.combine(day, local.timetz().replace(tzinfo=None), desk.bureau.zone).astimezone(
        UTC
    )


def _months(desk: Desk, until: datetime) -> Spans:
    local = until.astimezone(desk.bureau.zone).date()
    this = local.year * 12 + local.month - 1

    def month(back: int) -> Span:
        first, last = (
            _midnight(desk, date((this - back + n) // 12, (this - back + n) % 12 + 1, 1))
            for n in (0, 1)
        )
        return first, last

    bars = tuple(month(back) for back in range(_BARS["month"], 0, -1))
    return Spans(month(1), month(2), month(13), bars, month(1))


def _midnight(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.bureau.zone).astimezone(UTC)


def digest_facts(
    desk: Desk,
    reader: Actor,
    every: str = "day",
    until: datetime | None = None,
    *,
    free_days: bool = False,
) -> DigestFacts:
    """Return the reader's digest; what came and went is of the time up to `until`, what stands open
    is of now.
    """
    until = until or desk.now
    scope, spans, session = (
        scope_of(desk, reader),
        spans_of(desk, every, until, free_days=free_days),
        desk.session,
    )
    three = (spans.now, spans.before, spans.earlier)
    came, solved = (
        count(session, (*three, *spans.bars), scope) for count in (count_filed, count_resolved)
    )
    late = overdue_places(session, desk.now, scope)
    by, overdue_at = _where(desk, scope, late)
    ends = [
        (last - timedelta(microseconds=1)).astimezone(desk.bureau.zone).date()
        for _first, last in spans.bars
    ]
    dealt_with, to_close = count_open(session, scope)
    leads = not reader.may("work_the_inbox")
    return DigestFacts(
        every=every,
        day=until.astimezone(desk.bureau.zone).date(),
        since=spans.now[0],
        until=spans.now[1],
        bureau=desk.bureau.name,
        is_all=scope.is_all,
        came=(came[0], came[1], came[2]),
        solved=(solved[0], solved[1], solved[2]),
        open=dealt_with,
        to_close=to_close,
        overdue=sum(count for _unit, _kind, count in late),
        warnings=count_warnings(session, spans.now, scope),
        instructions=count_instructions(session, desk.now, reader.person_id if leads else None),
        campaigns=_campaigns(desk, scope),
        response=response_rate(
            session,
            limits_in(desk, spans.rates, limits.DECIDE_WORKING_DAYS),
            limits_in(desk, spans.rates, limits.TAKE_ON_WORKING_DAYS),
            scope,
        ),
        solving=solving_rate(session, spans.rates, scope),
        satisfaction=satisfaction_rate(session, spans.rates, scope),
        bars=tuple(map(Bar, ends, came[3:], solved[3:])),
        by=by,
        places=tuple(overdue_at[:PLACES]),
        worst=tuple(_worst(desk, reader, scope)),
    )


def limits_in(desk: Desk, span: Span, working_days: int) -> list[TimeLimit]:
    """Return the limits of so many working days that ended in the span.

    Each has the days it is counted from: a working day with the free days after it.
    """
    found: list[TimeLimit] = []
    calendar = desk.calendar
    day = calendar.add(span[0].astimezone(desk.bureau.zone).date(), -working_days)
    while True:
        first, day = day, calendar.next_working(day)
        last_day = calendar.add(day, working_days - 1)
        until = datetime.combine(last_day, desk.bureau.hours.closes, desk.bureau.zone)
        if until >= span[1]:
            return found
        if until >= span[0]:
            began, ended = _midnight(desk, first), _midnight(desk, day)
            found.append(TimeLimit(began, ended, until.astimezone(UTC)))


def _where(
    desk: Desk, scope: Scope, late: list[tuple[int | None, str, int]]
) -> tuple[str, list[tuple[str, int]]]:
    """Return where tickets are overdue, the most first: by unit, or by field for who is in charge
    of one unit alone.
    """
    counted: Counter[str] = Counter()
    by = (
        "field" if scope.units is not None and len(scope.units) == 1 and not scope.kinds else "unit"
    )
    if by == "unit":
        names = unit_names(desk.session)
        for unit, _kind, count in late:
            counted[names.get(unit or 0, "-")] += count
    else:
        titles = desk.catalogue.fields
        for _unit, kind, count in late:
            field = desk.catalogue.field_of(kind)
            counted[titles[field].text if field in titles else field] += count
    return by, sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _worst(desk: Desk, reader: Actor, scope: Scope) -> list[Worst]:
    names = unit_names(desk.session)
    where = {} if reader.may("see_restricted") else {"restricted": False}
    found = overdue_tickets(desk.session, desk.now, scope, WORST, **where)
    return [
        Worst(each.number, names.get(each.unit_id or 0, "-"), days_late(desk, each.due_at))
        for each in found
    ]


def days_late(desk: Desk, due_at: datetime | None) -> int:
    """Return the working days since it was due; 0 on the day itself."""
    return (
        desk.calendar.count(due_at.astimezone(desk.bureau.zone).date(), desk.today)
        if due_at is not None
        else 0
    )


def _campaigns(desk: Desk, scope: Scope) -> tuple[CampaignFacts, ...]:
    """Return the campaigns under way; a leader of fields alone is shown the whole of them."""
    stands = {
        each.campaign: each
        for each in campaign_progress(desk.session, desk.now, desk.today, scope.units or None)
    }
    facts = []
    for row, campaign in active_campaigns(desk.session):
        if (found := stands.get(row.id or 0)) is not None:
            now = [
                each.title
                for each in campaign.stages
                if each.span.first <= desk.today <= each.span.last
            ]
            facts.append(CampaignFacts(row.title, "、".join(now), found.due, found.filed))
    return tuple(facts)
