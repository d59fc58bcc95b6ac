"""The figures of a digest, counted over index ranges: what a count costs is what it counts, not
what is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from pictures.digest_facts import Rate
from rules import limits
from rules.lifecycle import OPEN, State
from storage.tables import Assignment, CampaignRow, Instruction, IssuedWarning, RoleHeld, Ticket

LATE_IN = (
    State.ASSIGNED,
    State.IN_PROGRESS,
)  # while a ticket waits or is checked nobody is late with it
DEALT_WITH = OPEN - {State.RESOLVED}  # what is resolved only waits to be closed
UNSOLVABLE = (
    State.DECLINED,
    State.WITHDRAWN,
    State.MERGED,
    State.WAITING,
)  # never, or not now, the unit's to solve

Span = tuple[datetime, datetime]  # from, and up to but without


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: tickets of these units or of these kinds, and what these units owe; None
    stands for everything.

    `without` are tickets that are about the reader: nothing that is counted may hint at them.
    """

    units: frozenset[int] | None = None
    kinds: frozenset[str] | None = None
    without: frozenset[int] = frozenset()

    @property
    def is_all(self) -> bool:
        return self.units is None and self.kinds is None

    def holds(self, ticket: Any = Ticket) -> ColumnElement[bool]:
        """Return the condition; no index on units or kinds is to be taken for it, for the ranges of
        time are the narrow ones.
        """
        others = col(ticket.id).not_in(sorted(self.without)) if self.without else true()
        if self.is_all:
            return others
        in_units = (
            func.coalesce(col(ticket.unit_id), 0).in_(sorted(self.units)) if self.units else false()
        )
        of_kinds = col(ticket.kind).in_(sorted(self.kinds)) if self.kinds else false()
        return and_(or_(in_units, of_kinds), others)


class Place(NamedTuple):
    """The open tickets of one unit and kind."""

    unit: int | None
    kind: str
    open: int
    overdue: int


class Limit(NamedTuple):
    """What began between `first` and `last` has to be answered by `until`."""

    first: datetime
    last: datetime
    until: datetime


class Standing(NamedTuple):
    """How a campaign stands: what was due so far, and how much of it is filed."""

    campaign: int
    due: int
    filed: int


def count_filed(session: Session, spans: Sequence[Span], scope: Scope) -> list[int]:
    """Return how many tickets came in, for each span."""
    return _count(session, "filed_at", spans, scope)


def count_resolved(session: Session, spans: Sequence[Span], scope: Scope) -> list[int]:
    """Return how many tickets were resolved, for each span; what was opened again counts no more."""
    return _count(session, "resolved_at", spans, scope)


def _count(session: Session, moment: str, spans: Sequence[Span], scope: Scope) -> list[int]:
    given = {
        f"{name}_{place}": at
        for place, span in enumerate(spans)
        for name, at in zip(("first", "last"), span, strict=True)
    }
    return [
        int(each) for each in session.execute(_counting(moment, len(spans), scope), given).one()
    ]


# Statements are built once for each scope and number of spans: to build and compile one takes
# longer than to run it.
@lru_cache(maxsize=256)
def _counting(moment: str, spans: int, scope: Scope) -> Any:
    at = getattr(Ticket, moment)
    within = [
        and_(at >= bindparam(f"first_{place}"), at < bindparam(f"last_{place}"))
        for place in range(spans)
    ]
    counts = [
        select(func.count()).select_from(Ticket).where(each, scope.holds()).scalar_subquery()
        for each in within
    ]
    return select(*counts)


def count_open(session: Session, scope: Scope) -> tuple[int, int]:
    """Return how many tickets are being dealt with, and how many are resolved and wait to be
    closed.
    """
    dealt_with, resolved = session.execute(_counting_open(scope)).one()
    return int(dealt_with), int(resolved)


@lru_cache(maxsize=256)
def _counting_open(scope: Scope) -> Any:
    in_states = (sorted(DEALT_WITH), [State.RESOLVED])
    where = ((col(Ticket.state).in_(each), scope.holds()) for each in in_states)
    return select(
        *(select(func.count()).select_from(Ticket).where(*each).scalar_subquery() for each in where)
    )


def overdue_places(
    session: Session, now: datetime, scope: Scope
) -> list[tuple[int | None, str, int]]:
    """Return how many tickets are overdue, by unit and kind; only these are looked at."""
    return [
        (unit, kind, int(count))
        for unit, kind, count in session.execute(_counting_overdue(scope), {"now": now})
    ]


@lru_cache(maxsize=256)
def _counting_overdue(scope: Scope) -> Any:
    late = (col(Ticket.state).in_(LATE_IN), col(Ticket.due_at) < bindparam("now"), scope.holds())
    counted = select(col(Ticket.unit_id), col(Ticket.kind), func.count()).where(*late)
    return counted.group_by(col(Ticket.unit_id), col(Ticket.kind))


def open_places(session: Session, now: datetime, scope: Scope) -> list[Place]:
    """Return how many tickets are being dealt with and how many of them are overdue, by unit and
    kind.
    """
    late = and_(col(Ticket.state).in_(LATE_IN), col(Ticket.due_at) < now)
    counted = select(
        col(Ticket.unit_id), col(Ticket.kind), func.count(), func.sum(case((late, 1), else_=0))
    )
    found = counted.where(col(Ticket.state).in_(sorted(DEALT_WITH)), scope.holds()).group_by(
        col(Ticket.unit_id), col(Ticket.kind)
    )
    return [
        Place(unit, kind, int(count), int(overdue))
        for unit, kind, count, overdue in session.execute(found)
    ]


def overdue_tickets(
    session: Session, now: datetime, scope: Scope, limit: int, **where: Any
) -> list[Ticket]:
    """Return the overdue tickets, the longest overdue first; `where` names columns with their
    values.
    """
    late = (col(Ticket.state).in_(LATE_IN), col(Ticket.due_at) < now, scope.holds())
    found = (
        select(Ticket)
        .where(*late)
        .filter_by(**where)
        .order_by(col(Ticket.due_at), col(Ticket.id))
        .limit(limit)
    )
    return list(session.scalars(found))


def open_tickets(
    session: Session,
    scope: Scope,
    limit: int,
    *,
    unit: int | None = None,
    kinds: Collection[str] = (),
) -> list[Ticket]:
    """Return what is being dealt with of a unit, or of these kinds, the nearest deadline first."""
    there = (
        col(Ticket.kind).in_(kinds)
        if kinds
        else col(Ticket.unit_id) == unit
        if unit
        else col(Ticket.unit_id).is_(None)
    )
    found = select(Ticket).where(col(Ticket.state).in_(sorted(DEALT_WITH)), there, scope.holds())
    return list(
        session.scalars(
            found.order_by(col(Ticket.due_at).is_(None), col(Ticket.due_at), col(Ticket.id)).limit(
                limit
            )
        )
    )


def response_rate(
    session: Session, office: Sequence[Limit], unit: Sequence[Limit], scope: Scope
) -> Rate:
    """Return how many were answered in time: complaints by the `office`, findings by the `unit`.

    Complaints that were withdrawn or merged before the office answered are left out.
    """
    complaints = _count_answered(session, "complaint", office, scope)
    findings = _count_answered(session, "finding", unit, scope)
    part = complaints.part + findings.part
    whole = complaints.whole + findings.whole
    return Rate(part, whole, complaints.excluded + findings.excluded)


def _count_answered(session: Session, track: str, limits: Sequence[Limit], scope: Scope) -> Rate:
    if not limits:
        return Rate(0, 0, 0)
    given = {}
    for place, limit in enumerate(limits):
        for name, at in limit._asdict().items():
            given[f"{name}_{place}"] = at
    counted = session.execute(_counting_answered(track, len(limits), scope), given).one()
    part, whole, excluded = (int(count or 0) for count in counted)
    return Rate(part, whole - excluded, excluded)


@lru_cache(maxsize=256)
def _counting_answered(track: str, limits: int, scope: Scope) -> Any:
    """Return what counts a track over so many limits: those in time, all, and those left out."""
    began: Any
    answered: Any
    excluded: Any
    if track == "complaint":
        began, answered = col(Ticket.filed_at), col(Ticket.responded_at)
        gone = col(Ticket.state).in_((State.WITHDRAWN, State.MERGED))
        excluded = and_(answered.is_(None), gone)
    else:
        began, answered = col(Ticket.assigned_at), col(Ticket.taken_at)
        excluded = false()
    rows = [
        select(
            *(
                bindparam(f"{name}_{place}", type_=UTCDateTime()).label(name)
                for name in Limit._fields
            )
        )
        for place in range(limits)
    ]
    listed = union_all(*rows).cte("limits_listed")
    in_time = func.sum(case((and_(answered <= listed.c.until, ~excluded), 1), else_=0))
    left_out = func.sum(case((excluded, 1), else_=0))
    counted = select(in_time, func.count(), left_out).select_from(listed)
    counted = counted.join(Ticket, and_(began >= listed.c.first, began < listed.c.last))
    return counted.where(col(Ticket.track) == track, scope.holds())


def solving_rate(session: Session, span: Span, scope: Scope) -> Rate:
    """Return how many are resolved of those whose deadline lay in the span; left out is what was
    not the unit's to solve.
    """
    done = col(Ticket.state).in_((State.RESOLVED, State.CLOSED, State.ARCHIVED))
    out = col(Ticket.state).in_(UNSOLVABLE)
    counted = select(
        func.sum(case((done, 1), else_=0)), func.count(), func.sum(case((out, 1), else_=0))
    )
    within = (col(Ticket.due_at) >= span[0], col(Ticket.due_at) < span[1], scope.holds())
    part, whole, excluded = session.execute(counted.where(*within)).one()
    return Rate(int(part or 0), int(whole) - int(excluded or 0), int(excluded or 0))


def satisfaction_rate(session: Session, span: Span, scope: Scope) -> Rate:
    """Return how many are satisfied of those complainants who rated what was resolved in the span;
    left out: the unrated.
    """
    content = case((col(Ticket.rating) >= limits.LOWEST_SATISFIED_RATING, 1), else_=0)
    counted = select(func.sum(content), func.count(col(Ticket.rating)), func.count())
    within = (
        col(Ticket.resolved_at) >= span[0],
        col(Ticket.resolved_at) < span[1],
        col(Ticket.track) == "complaint",
        scope.holds(),
    )
    part, rated, whole = session.execute(counted.where(*within)).one()
    return Rate(int(part or 0), int(rated), int(whole) - int(rated))


def count_warnings(session: Session, span: Span, scope: Scope) -> dict[str, int]:
    """Return how many rungs of the ladder were issued, by rung."""
    issued = (col(IssuedWarning.issued_at) >= span[0], col(IssuedWarning.issued_at) < span[1])
    counted = (
        select(col(IssuedWarning.level), func.count())
        .where(*issued)
        .group_by(col(IssuedWarning.level))
    )
    if not scope.is_all or scope.without:
        counted = counted.join(Ticket, col(Ticket.id) == col(IssuedWarning.ticket_id)).where(
            scope.holds()
        )
    return {level: int(count) for level, count in session.execute(counted)}


def campaign_standings(
    session: Session, now: datetime, today: date, units: frozenset[int] | None
) -> list[Standing]:
    """Return how the campaigns of today stand; with `units` only by what these units and their
    people owe.
    """
    theirs: ColumnElement[bool] = true()
    if units is not None:
        people = select(col(RoleHeld.person_id)).where(col(RoleHeld.unit_id).in_(sorted(units)))
        theirs = or_(
            col(Assignment.unit_id).in_(sorted(units)),
            and_(col(Assignment.unit_id).is_(None), col(Assignment.person_id).in_(people)),
        )
    filed = func.sum(case((col(Assignment.state) == "filed", 1), else_=0))
    due = and_(
        col(Assignment.campaign_id) == col(CampaignRow.id),
        col(Assignment.due_at) < now,
        col(Assignment.state).in_(("open", "filed")),
        theirs,
    )
    counted = select(col(CampaignRow.id), func.count(col(Assignment.state)), filed).outerjoin(
        Assignment, due
    )
    running = (
        col(CampaignRow.active),
        col(CampaignRow.first) <= today,
        col(CampaignRow.last) >= today,
    )
    found = counted.where(*running).group_by(col(CampaignRow.id)).order_by(col(CampaignRow.id))
    return [
        Standing(campaign, int(whole), int(part or 0))
        for campaign, whole, part in session.execute(found)
    ]


def count_instructions(session: Session, now: datetime, leader: int | None) -> tuple[int, int]:
    """Return how many instructions wait to be done and how many of them are late; of one leader, or
    of all.
    """
    late = func.sum(case((col(Instruction.due_at) < now, 1), else_=0))
    waiting = [col(Instruction.state) == "open", col(Instruction.to_be_done)]
    waiting += [col(Instruction.leader_id) == leader] if leader is not None else []
    whole, part = session.execute(select(func.count(), late).where(*waiting)).one()
    return int(whole), int(part or 0)
