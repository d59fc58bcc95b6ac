"""The counts of a digest, over index ranges: a count costs what it counts, not what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from rules.lifecycle import OPEN, State
from storage.queries.scope import Scope, Span, for_each
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


class Moved(NamedTuple):
    """How many tickets came in and how many were resolved, for each span."""

    came: list[int]
    solved: list[int]


def count_moved(session: Session, spans: Sequence[Span], scopes: Sequence[Scope]) -> list[Moved]:
    """Return for each scope what came in and was resolved; what was reopened counts no more."""
    given: dict[str, datetime] = {}
    for place, (first, last) in enumerate(spans):
        given |= {f"first_{place}": first, f"last_{place}": last}
    found = [Moved([0] * len(spans), [0] * len(spans)) for _scope in scopes]
    statement = _counting_moved(len(spans), tuple(scopes))
    for count, place, moment, scope in session.connection().execute(statement, given):
        found[scope][moment][place] = int(count)
    return found


# Statements are built once for the same scopes and number of spans: to build and compile one takes
# longer than to run it.
@lru_cache(maxsize=256)
def _counting_moved(spans: int, scopes: tuple[Scope, ...]) -> Any:
    listed = union_all(*map(_bound_span, range(spans))).cte("spans_listed")

    came = (col(Ticket.filed_at), "tickets_by_filing")
    solved = (col(Ticket.resolved_at), "tickets_by_result")

    def moved(scope: Scope) -> Iterator[Any]:
        for place, (at, index) in enumerate((came, solved)):
            counted = select(func.count(), listed.c.place, literal_column(str(place)))
            counted = counted.select_from(listed).join(
                Ticket, and_(at >= listed.c.first, at < listed.c.last)
            )
            counted = counted.with_hint(Ticket, f"INDEXED BY {index}", "sqlite")
            yield counted.where(scope.holds()).group_by(listed.c.place)

    return for_each(scopes, moved)


def _bound_span(place: int) -> Any:
    """Return a row of parameters for a span."""
    first, last = (
        bindparam(f"{name}_{place}", type_=UTCDateTime()).label(name) for name in ("first", "last")
    )
    return select(literal_column(str(place)).label("place"), first, last)


def count_open(session: Session, scopes: Sequence[Scope]) -> list[tuple[int, int]]:
    """Return for each scope how many tickets are being dealt with, and how many only wait to be
    closed.
    """
    rows = session.connection().execute(_counting_open(tuple(scopes)))
    by_place = {scope: (int(dealt_with), int(resolved)) for dealt_with, resolved, scope in rows}
    return [by_place[place] for place in range(len(scopes))]


@lru_cache(maxsize=256)
def _counting_open(scopes: tuple[Scope, ...]) -> Any:
    def still_open(scope: Scope) -> Iterator[Any]:
        yield select(
            _count_where(col(Ticket.state).in_(sorted(DEALT_WITH)), scope.holds()),
            _count_where(col(Ticket.state).in_([State.RESOLVED]), scope.holds()),
        )

    return for_each(scopes, still_open)


def _count_where(*conditions: Any) -> Any:
    return select(func.count()).select_from(Ticket).where(*conditions).scalar_subquery()


def overdue_places(
    session: Session, now: datetime, scopes: Sequence[Scope]
) -> list[list[tuple[int | None, str, int]]]:
    """Return for each scope how many tickets are overdue, by unit and kind; only these are looked
    at.
    """
    found: list[list[tuple[int | None, str, int]]] = [[] for _scope in scopes]
    rows = session.connection().execute(_counting_overdue(tuple(scopes)), {"now": now})
    for unit, kind, count, scope in rows:
        found[scope].append((unit, kind, int(count)))
    return found


@lru_cache(maxsize=256)
def _counting_overdue(scopes: tuple[Scope, ...]) -> Any:
    late = (col(Ticket.state).in_(LATE_IN), col(Ticket.due_at) < bindparam("now"))
    by = col(Ticket.unit_id), col(Ticket.kind)

    def overdue(scope: Scope) -> Iterator[Any]:
        yield select(*by, func.count()).where(*late, scope.holds()).group_by(*by)

    return for_each(scopes, overdue)


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


def count_warnings(session: Session, span: Span, scopes: Sequence[Scope]) -> list[dict[str, int]]:
    """Return for each scope how many warnings were issued, by level."""
    given = {"first": span[0], "last": span[1]}
    found: list[dict[str, int]] = [{} for _scope in scopes]
    rows = session.connection().execute(_counting_warnings(tuple(scopes)), given)
    for level, count, scope in rows:
        found[scope][level] = int(count)
    return found


@lru_cache(maxsize=256)
def _counting_warnings(scopes: tuple[Scope, ...]) -> Any:
    at, level = col(IssuedWarning.issued_at), col(IssuedWarning.level)
    issued = (at >= bindparam("first"), at < bindparam("last"))
    counted = select(level, func.count()).where(*issued).group_by(level)
    of_tickets = counted.join(Ticket, col(Ticket.id) == col(IssuedWarning.ticket_id))

    def issued_within(scope: Scope) -> Iterator[Any]:
        whole = scope.is_all and not scope.without
        yield counted if whole else of_tickets.where(scope.holds())

    return for_each(scopes, issued_within)


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


def count_instructions(session: Session, now: datetime) -> dict[int, tuple[int, int]]:
    """Return by leader how many instructions wait and how many of them are late."""
    rows = session.connection().execute(_COUNTING_INSTRUCTIONS, {"now": now})
    return {leader: (int(whole), int(part)) for leader, whole, part in rows}


_COUNTING_INSTRUCTIONS = (
    select(
        col(Instruction.leader_id),
        func.count(),
        func.sum(case((col(Instruction.due_at) < bindparam("now"), 1), else_=0)),
    )
    .where(col(Instruction.state) == "open", col(Instruction.to_be_done))
    .group_by(col(Instruction.leader_id))
)
