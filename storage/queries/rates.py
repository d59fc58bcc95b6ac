"""The three rates of a digest: answered in time, resolved, satisfied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, false, func, select, union_all
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from pictures.digest_facts import Rate
from rules import limits
from rules.lifecycle import State
from storage.queries.scope import Scope, Span
from storage.tables import Ticket

# never, or not now, the unit's to solve
UNSOLVABLE = (State.DECLINED, State.WITHDRAWN, State.MERGED, State.WAITING)


class TimeLimit(NamedTuple):
    """What began between `first` and `last` has to be answered by `until`."""

    first: datetime
    last: datetime
    until: datetime


def response_rate(
    session: Session, office: Sequence[TimeLimit], unit: Sequence[TimeLimit], scope: Scope
) -> Rate:
    """Return how many were answered in time: complaints by the `office`, findings by the `unit`.

    Complaints that were withdrawn or merged before the office answered are left out.
    """
    complaints = _count_answered(session, "complaint", office, scope)
    findings = _count_answered(session, "finding", unit, scope)
    part = complaints.part + findings.part
    whole = complaints.whole + findings.whole
    return Rate(part, whole, complaints.excluded + findings.excluded)


def _count_answered(
    session: Session, track: str, limits: Sequence[TimeLimit], scope: Scope
) -> Rate:
    if not limits:
        return Rate(0, 0, 0)
    given = {}
    for place, limit in enumerate(limits):
        for name, at in limit._asdict().items():
            given[f"{name}_{place}"] = at
    counted = (
        session.connection().execute(_counting_answered(track, len(limits), scope), given).one()
    )
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
    listed = union_all(*map(_bound_limit, range(limits))).cte("limits_listed")
    in_time = func.sum(case((and_(answered <= listed.c.until, ~excluded), 1), else_=0))
    left_out = func.sum(case((excluded, 1), else_=0))
    counted = select(in_time, func.count(), left_out).select_from(listed)
    counted = counted.join(Ticket, and_(began >= listed.c.first, began < listed.c.last))
    return counted.where(col(Ticket.track) == track, scope.holds())


def _bound_limit(place: int) -> Any:
    """Return a row of parameters for a limit."""
    return select(
        *(
            bindparam(f"{name}_{place}", type_=UTCDateTime()).label(name)
            for name in TimeLimit._fields
        )
    )


def solving_rate(session: Session, span: Span, scope: Scope) -> Rate:
    """Return how many are resolved of those whose deadline lay in the span.

    Left out is what was not the unit's to solve.
    """
    given = {"first": span[0], "last": span[1]}
    part, whole, excluded = session.connection().execute(_counting_solved(scope), given).one()
    return Rate(int(part or 0), int(whole) - int(excluded or 0), int(excluded or 0))


@lru_cache(maxsize=256)
def _counting_solved(scope: Scope) -> Any:
    done = col(Ticket.state).in_((State.RESOLVED, State.CLOSED, State.ARCHIVED))
    out = col(Ticket.state).in_(UNSOLVABLE)
    counted = select(
        func.sum(case((done, 1), else_=0)), func.count(), func.sum(case((out, 1), else_=0))
    )
    due = col(Ticket.due_at)
    return counted.where(due >= bindparam("first"), due < bindparam("last"), scope.holds())


def satisfaction_rate(session: Session, span: Span, scope: Scope) -> Rate:
    """Return how many are satisfied of those who rated what was resolved in the span.

    Left out are those who did not rate.
    """
    given = {"first": span[0], "last": span[1], "lowest": limits.LOWEST_SATISFIED_RATING}
    part, rated, whole = session.connection().execute(_counting_satisfied(scope), given).one()
    return Rate(int(part or 0), int(rated), int(whole) - int(rated))


@lru_cache(maxsize=256)
def _counting_satisfied(scope: Scope) -> Any:
    content = case((col(Ticket.rating) >= bindparam("lowest"), 1), else_=0)
    counted = select(func.sum(content), func.count(col(Ticket.rating)), func.count())
    resolved = col(Ticket.resolved_at)
    return counted.where(
        resolved >= bindparam("first"),
        resolved < bindparam("last"),
        col(Ticket.track) == "complaint",
        scope.holds(),
    )
