"""The three rates of a digest: answered in time, resolved, satisfied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, false, func, literal_column, select, union_all
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from pictures.digest_facts import Rate
from rules import limits
from rules.lifecycle import State
from storage.queries.scope import Scope, Span, for_each
from storage.tables import Ticket

# never, or not now, the unit's to solve
UNSOLVABLE = (State.DECLINED, State.WITHDRAWN, State.MERGED, State.WAITING)


class TimeLimit(NamedTuple):
    """What began between `first` and `last` has to be answered by `until`."""

    first: datetime
    last: datetime
    until: datetime


class Rates(NamedTuple):
    """The rates of one scope.

    `response` is of what was answered in time, complaints by the office and findings by the unit,
    without complaints that were withdrawn or merged before. `solving` is of what is resolved of
    that whose deadline lay in the span, without what was not the unit's to solve. `satisfaction` is
    of those who are satisfied with what was resolved in the span, without those who did not rate.
    """

    response: Rate
    solving: Rate
    satisfaction: Rate


Limits = Sequence[TimeLimit]


def count_rates(
    session: Session, office: Limits, unit: Limits, span: Span, scopes: Sequence[Scope]
) -> list[Rates]:
    """Return the rates of each scope: what was to be answered within these limits of office and
    unit, and what was due or resolved in the span.
    """
    given: dict[str, Any] = {"first": span[0], "last": span[1]}
    given["lowest"] = limits.LOWEST_SATISFIED_RATING
    different = list(dict.fromkeys((tuple(office), tuple(unit))))  # as a rule they have one limit
    for which, listed in enumerate(different):
        for place, limit in enumerate(listed):
            for name, at in limit._asdict().items():
                given[f"{name}_{which}_{place}"] = at
    found = [dict.fromkeys(_COUNTED, Rate(0, 0, 0)) for _scope in scopes]
    statement = _counting(tuple(map(len, different)), tuple(scopes))
    for part, whole, excluded, rate, scope in session.connection().execute(statement, given):
        left_out = int(excluded or 0)
        found[scope][rate] = Rate(int(part or 0), int(whole) - left_out, left_out)
    return [
        Rates(_sum(rates["complaints"], rates["findings"]), rates["solved"], rates["satisfied"])
        for rates in found
    ]


_COUNTED = ("complaints", "findings", "solved", "satisfied")


def _sum(one: Rate, other: Rate) -> Rate:
    return Rate(*(sum(both) for both in zip(one, other, strict=True)))


@lru_cache(maxsize=256)
def _counting(limits: tuple[int, ...], scopes: tuple[Scope, ...]) -> Any:
    """Return what counts, for so many limits of the office and, if they are others, of the unit:
    what fulfils a rate, all, what is left out, and which rate it is.
    """
    counted = {"solved": _counting_solved(), "satisfied": _counting_satisfied()}
    listed = [_listed(which, many) if many else None for which, many in enumerate(limits)]
    if listed[0] is not None:
        counted["complaints"] = _counting_answered("complaint", listed[0])
    if listed[-1] is not None:
        counted["findings"] = _counting_answered("finding", listed[-1])

    def rates(scope: Scope) -> Iterator[Any]:
        for name, each in counted.items():
            yield each.add_columns(literal_column(f"'{name}'")).where(scope.holds())

    return for_each(scopes, rates)


def _listed(which: int, limits: int) -> Any:
    """Return so many limits as a table of parameters."""
    rows = (
        select(
            *(
                bindparam(f"{name}_{which}_{place}", type_=UTCDateTime()).label(name)
                for name in TimeLimit._fields
            )
        )
        for place in range(limits)
    )
    return union_all(*rows).cte(f"limits_{which}")


def _counting_answered(track: str, listed: Any) -> Any:
    began: Any
    answered: Any
    excluded: Any
    if track == "complaint":
        index, began, answered = "tickets_by_filing", col(Ticket.filed_at), col(Ticket.responded_at)
        gone = col(Ticket.state).in_((State.WITHDRAWN, State.MERGED))
        excluded = and_(answered.is_(None), gone)
    else:
        index, began, answered = (
            "tickets_by_assignment",
            col(Ticket.assigned_at),
            col(Ticket.taken_at),
        )
        excluded = false()
    in_time = func.sum(case((and_(answered <= listed.c.until, ~excluded), 1), else_=0))
    left_out = func.sum(case((excluded, 1), else_=0))
    counted = select(in_time, func.count(), left_out).select_from(listed)
    counted = counted.join(Ticket, and_(began >= listed.c.first, began < listed.c.last))
    # Among many, SQLite would make an index of all tickets first.
    return counted.with_hint(Ticket, f"INDEXED BY {index}", "sqlite").where(
        col(Ticket.track) == track
    )


def _counting_solved() -> Any:
    done = col(Ticket.state).in_((State.RESOLVED, State.CLOSED, State.ARCHIVED))
    return _counting_within(col(Ticket.due_at), done, col(Ticket.state).in_(UNSOLVABLE))


def _counting_satisfied() -> Any:
    rating = col(Ticket.rating)
    counted = _counting_within(
        col(Ticket.resolved_at), rating >= bindparam("lowest"), rating.is_(None)
    )
    return counted.where(col(Ticket.track) == "complaint")


def _counting_within(at: Any, fulfilled: Any, excluded: Any) -> Any:
    counted = select(
        func.sum(case((fulfilled, 1), else_=0)),
        func.count(),
        func.sum(case((excluded, 1), else_=0)),
    )
    return counted.where(at >= bindparam("first"), at < bindparam("last"))
