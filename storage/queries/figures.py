"""The counts of a digest, over index ranges: a count costs what it counts, not what is stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, true
from sqlmodel import Session, col

from rules.lifecycle import OPEN, State
from storage.queries.scope import Scope, Span
from storage.tables import Assignment, CampaignRow, Instruction, IssuedWarning, RoleHeld, Ticket

# while a ticket waits or is checked nobody is late with it
LATE_IN = (State.ASSIGNED, State.IN_PROGRESS)
DEALT_WITH = OPEN - {State.RESOLVED}  # what is resolved only waits to be closed


class OpenCount(NamedTuple):
    """The open tickets of one unit and kind."""

    unit: int | None
    kind: str
    open: int
    overdue: int


class CampaignProgress(NamedTuple):
    """How far a campaign is: what was due so far, and how much of it is filed."""

    campaign: int
    due: int
    filed: int


def count_filed(session: Session, spans: Sequence[Span], scope: Scope) -> list[int]:
    """Return how many tickets came in, for each span."""
    return _count(session, "filed_at", spans, scope)


def count_resolved(session: Session, spans: Sequence[Span], scope: Scope) -> list[int]:
    """Return how many tickets were resolved, for each span; what was reopened counts no more."""
    return _count(session, "resolved_at", spans, scope)


def _count(session: Session, moment: str, spans: Sequence[Span], scope: Scope) -> list[int]:
    given: dict[str, datetime] = {}
    for place, (first, last) in enumerate(spans):
        given |= {f"first_{place}": first, f"last_{place}": last}
    counted = session.connection().execute(_counting(moment, len(spans), scope), given).one()
    return [int(count) for count in counted]


# Statements are built once for each scope and number of spans: to build and compile one takes
# longer than to run it.
@lru_cache(maxsize=256)
def _counting(moment: str, spans: int, scope: Scope) -> Any:
    at = getattr(Ticket, moment)
    within = [
        and_(at >= bindparam(f"first_{place}"), at < bindparam(f"last_{place}"))
        for place in range(spans)
    ]
    return select(*(_count_where(span, scope.holds()) for span in within))


def _count_where(*conditions: Any) -> Any:
    return select(func.count()).select_from(Ticket).where(*conditions).scalar_subquery()


def count_open(session: Session, scope: Scope) -> tuple[int, int]:
    """Return how many tickets are being dealt with, and how many only wait to be closed."""
    dealt_with, resolved = session.connection().execute(_counting_open(scope)).one()
    return int(dealt_with), int(resolved)


@lru_cache(maxsize=256)
def _counting_open(scope: Scope) -> Any:
    return select(
        _count_where(col(Ticket.state).in_(sorted(DEALT_WITH)), scope.holds()),
        _count_where(col(Ticket.state).in_([State.RESOLVED]), scope.holds()),
    )


def overdue_places(
    session: Session, now: datetime, scope: Scope
) -> list[tuple[int | None, str, int]]:
    """Return how many tickets are overdue, by unit and kind; only these are looked at."""
    return [
        (unit, kind, int(count))
        for unit, kind, count in session.connection().execute(
            _counting_overdue(scope), {"now": now}
        )
    ]


@lru_cache(maxsize=256)
def _counting_overdue(scope: Scope) -> Any:
    late = (col(Ticket.state).in_(LATE_IN), col(Ticket.due_at) < bindparam("now"), scope.holds())
    counted = select(col(Ticket.unit_id), col(Ticket.kind), func.count()).where(*late)
    return counted.group_by(col(Ticket.unit_id), col(Ticket.kind))


def open_places(session: Session, now: datetime, scope: Scope) -> list[OpenCount]:
    """Return how many tickets are dealt with and overdue, by unit and kind."""
    late = and_(col(Ticket.state).in_(LATE_IN), col(Ticket.due_at) < now)
    counted = select(
        col(Ticket.unit_id), col(Ticket.kind), func.count(), func.sum(case((late, 1), else_=0))
    )
    found = counted.where(col(Ticket.state).in_(sorted(DEALT_WITH)), scope.holds()).group_by(
        col(Ticket.unit_id), col(Ticket.kind)
    )
    return [
        OpenCount(unit, kind, int(count), int(overdue))
        for unit, kind, count, overdue in session.connection().execute(found)
    ]


def overdue_tickets(
    session: Session, now: datetime, scope: Scope, limit: int, **where: Any
) -> list[Ticket]:
    """Return the overdue tickets, the longest first; `where` names columns with their values."""
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
    there: ColumnElement[bool]
    if kinds:
        there = col(Ticket.kind).in_(kinds)
    elif unit:
        there = col(Ticket.unit_id) == unit
    else:
        there = col(Ticket.unit_id).is_(None)
    found = select(Ticket).where(col(Ticket.state).in_(sorted(DEALT_WITH)), there, scope.holds())
    order = (col(Ticket.due_at).is_(None), col(Ticket.due_at), col(Ticket.id))
    return list(session.scalars(found.order_by(*order).limit(limit)))


def count_warnings(session: Session, span: Span, scope: Scope) -> dict[str, int]:
    """Return how many warnings were issued, by level."""
    given = {"first": span[0], "last": span[1]}
    rows = session.connection().execute(_counting_warnings(scope), given)
    return {level: int(count) for level, count in rows}


@lru_cache(maxsize=256)
def _counting_warnings(scope: Scope) -> Any:
    at = col(IssuedWarning.issued_at)
    issued = (at >= bindparam("first"), at < bindparam("last"))
    counted = (
        select(col(IssuedWarning.level), func.count())
        .where(*issued)
        .group_by(col(IssuedWarning.level))
    )
    if not scope.is_all or scope.without:
        counted = counted.join(Ticket, col(Ticket.id) == col(IssuedWarning.ticket_id)).where(
            scope.holds()
        )
    return counted


def campaign_progress(
    session: Session, now: datetime, today: date, units: frozenset[int] | None
) -> list[CampaignProgress]:
    """Return the progress of today's campaigns, with `units` only of these and their people."""
    given = {"now": now, "today": today}
    rows = session.connection().execute(_counting_assignments(units), given)
    return [
        CampaignProgress(campaign, int(whole), int(part or 0)) for campaign, whole, part in rows
    ]


@lru_cache(maxsize=256)
def _counting_assignments(units: frozenset[int] | None) -> Any:
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
        col(Assignment.due_at) < bindparam("now"),
        col(Assignment.state).in_(("open", "filed")),
        theirs,
    )
    counted = select(col(CampaignRow.id), func.count(col(Assignment.state)), filed).outerjoin(
        Assignment, due
    )
    running = (
        col(CampaignRow.active),
        col(CampaignRow.first) <= bindparam("today"),
        col(CampaignRow.last) >= bindparam("today"),
    )
    return counted.where(*running).group_by(col(CampaignRow.id)).order_by(col(CampaignRow.id))


def count_instructions(session: Session, now: datetime, leader: int | None) -> tuple[int, int]:
    """Return how many instructions wait and how many of them are late, of one leader or of all."""
    given: dict[str, Any] = {"now": now}
    if leader is not None:
        given["leader"] = leader
    statement = _counting_instructions(leader is not None)
    whole, part = session.connection().execute(statement, given).one()
    return int(whole), int(part or 0)


@lru_cache(maxsize=2)
def _counting_instructions(of_one: bool) -> Any:
    late = func.sum(case((col(Instruction.due_at) < bindparam("now"), 1), else_=0))
    counted = select(func.count(), late).where(
        col(Instruction.state) == "open", col(Instruction.to_be_done)
    )
    return counted.where(col(Instruction.leader_id) == bindparam("leader")) if of_one else counted
