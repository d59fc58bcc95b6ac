"""Lists of tickets: what waits for the office, what a unit has, what somebody reported."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, or_, text
from sqlmodel import Session, col, select

from rules.lifecycle import FROM_DISPATCH, OPEN, State
from storage.identity.routes import Routes
from storage.queries.accused import about_the_same
from storage.queries.complainants import complaints_of
from storage.tables import Evidence, Extension, Number, Reporter, Ticket, Unit
from storage.tables.tickets import IS_CLOSED
from storage.upsert import insert_or_change
from storage.write_buffer import beside

_AT_UNIT = col(Ticket.state).in_(FROM_DISPATCH & OPEN)
# SQLite is told which index: it would count it cheaper to read all that is closed.
_BY_KIND = "INDEXED BY tickets_to_archive"
_CLOSED_KINDS = """
WITH RECURSIVE kinds(kind) AS (
    SELECT min(kind) FROM tickets WHERE state = 'closed'
    UNION ALL
    SELECT (SELECT min(kind) FROM tickets WHERE state = 'closed' AND kind > kinds.kind)
    FROM kinds WHERE kinds.kind IS NOT NULL
) SELECT kind FROM kinds WHERE kind IS NOT NULL
"""
FOR_THE_OFFICE = (
    State.SUBMITTED,
    State.ACCEPTED,
    State.HANDED_BACK,
    State.ANSWERED,
    State.REOPEN_REQUESTED,
)


def waiting_for_office(session: Session, also: Collection[int] = ()) -> list[Ticket]:
    """Return what waits for the office, and `also` these by id."""
    asked = select(Extension.ticket_id).where(col(Extension.granted).is_(None))
    waits = col(Ticket.state).in_(FOR_THE_OFFICE) | (
        col(Ticket.id).in_(asked) & col(Ticket.state).in_(OPEN)
    )
    return list(session.exec(select(Ticket).where(waits | col(Ticket.id).in_(also))))


def resolved(session: Session) -> list[Ticket]:
    """Return the complaints that are resolved and not closed, longest resolved first."""
    return list(
        session.exec(
            select(Ticket).where(Ticket.state == State.RESOLVED).order_by(col(Ticket.resolved_at))
        )
    )


def open_restricted(session: Session) -> list[Ticket]:
    """Return the open complaints about heads of units."""
    return list(
        session.exec(select(Ticket).where(col(Ticket.restricted), col(Ticket.state).in_(OPEN)))
    )


def open_at_units(session: Session, units: Collection[int]) -> list[Ticket]:
    """Return what lies with the units; what is about the head of one is left out."""
    return list(
        session.exec(
            select(Ticket).where(
                col(Ticket.unit_id).in_(units), col(Ticket.about_id).is_(None), _AT_UNIT
            )
        )
    )


def open_about_heads(session: Session, units: Collection[int]) -> list[Ticket]:
    """Return the complaints about heads assigned to the units: somebody above answers them."""
    return list(
        session.exec(
            select(Ticket).where(
                col(Ticket.unit_id).in_(units), col(Ticket.about_id).is_not(None), _AT_UNIT
            )
        )
    )


def closed_kinds(session: Session) -> list[str]:
    """Return the kinds of which a ticket is closed and not archived, one index step for each."""
    asked = _CLOSED_KINDS
    if session.get_bind().dialect.name == "sqlite":
        asked = asked.replace(" FROM tickets", f" FROM tickets {_BY_KIND}")
    return list(session.connection().execute(text(asked)).scalars())


def closed_since(
    session: Session,
    kinds: Collection[str],
    filed: tuple[datetime, datetime],
    closed_by: datetime,
    but: Collection[str],
    most: int,
) -> list[Ticket]:
    """Claim tickets of these kinds, filed between two moments, that were closed by a third.

    `but` names those to leave out. What was closed by then was filed by then, too: so it is found
    by when it was filed.
    """
    since, until = filed
    in_time = (
        col(Ticket.filed_at) >= since,
        col(Ticket.filed_at) < min(until, closed_by + datetime.resolution),
    )
    over = (IS_CLOSED, col(Ticket.kind).in_(kinds), *in_time, col(Ticket.closed_at) <= closed_by)
    found = select(Ticket).where(*over, col(Ticket.number).not_in(but)).limit(most)
    # In the index's order, or PostgreSQL may expect many and read every ticket there is.
    found = found.order_by(col(Ticket.kind), col(Ticket.filed_at))
    found = found.with_hint(Ticket, _BY_KIND, "sqlite").with_for_update(skip_locked=True)
    return list(session.exec(found))


def reported_by(
    session: Session,
    routes: Routes,
    chat_id: int | None,
    person_id: int | None,
    limit: int | None = 50,
) -> list[Ticket]:
    """Return what this person found and this chat complained of, not anonymously: what waits
    first.
    """
    found_by = col(Ticket.inspector_id) == person_id if person_id is not None else false()
    mine = col(Ticket.id).in_(complaints_of(session, routes, chat_id)) | found_by
    first = col(Ticket.state) == State.WAITING
    return list(
        session.exec(
            select(Ticket).where(mine).order_by(first.desc(), col(Ticket.id).desc()).limit(limit)
        )
    )


def open_alike(session: Session, ticket: Ticket, limit: int = 20) -> list[Ticket]:
    """Return the open tickets into which this one could be merged, those of its unit first."""
    same = (
        col(Ticket.state).in_(OPEN),
        Ticket.track == ticket.track,
        Ticket.restricted == ticket.restricted,
        col(Ticket.about_id).is_not_distinct_from(ticket.about_id),
        Ticket.id != ticket.id,
    )
    first = col(Ticket.unit_id) == ticket.unit_id
    found = select(Ticket).where(*same).order_by(first.desc(), col(Ticket.id).desc())
    if ticket.about_id is None:
        return list(session.exec(found.limit(limit)))
    return about_the_same(session, ticket, session.exec(found).all())[:limit]


def tickets_like(session: Session, words: str, limit: int = 20) -> list[Ticket]:
    """Return tickets found by the end of their number, or by words, place or unit; newest first."""
    written = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    fits: ColumnElement[bool]
    if words.isdecimal():
        fits = col(Ticket.number).like(f"%{written}", escape="\\")
    else:
        named = select(Unit.id).where(col(Unit.name).like(f"%{written}%", escape="\\"))
        told = (
            col(Ticket.words).like(f"%{written}%", escape="\\"),
            col(Ticket.place).like(f"%{written}%", escape="\\"),
        )
        fits = or_(col(Ticket.unit_id).in_(named), *told)
    return list(
        session.exec(select(Ticket).where(fits).order_by(col(Ticket.id).desc()).limit(limit))
    )


def by_receipt(session: Session, receipt_hash: str) -> Ticket | None:
    """Return the complaint whose receipt code has this hash."""
    found = (
        select(Ticket)
        .join(Reporter, col(Reporter.ticket_id) == col(Ticket.id))
        .where(Reporter.receipt_hash == receipt_hash)
    )
    return session.exec(found).first()


def relapses_of(session: Session, ticket: Ticket) -> list[Ticket]:
    """Return the tickets that were opened because this one came back, oldest first."""
    return list(
        session.exec(select(Ticket).where(Ticket.relapse_of == ticket.id).order_by(col(Ticket.id)))
    )


def open_extension(session: Session, ticket: Ticket) -> Extension | None:
    """Return the request for more time that waits for a ruling."""
    return session.exec(
        select(Extension).where(Extension.ticket_id == ticket.id, col(Extension.granted).is_(None))
    ).first()


def evidence_of(session: Session, ticket: Ticket) -> list[Evidence]:
    """Return the ticket's pictures that can be had or are still on their way, in the order sent."""
    mine = (Evidence.ticket_id == ticket.id, col(Evidence.state).in_(("pending", "kept")))
    return list(
        session.exec(
            select(Evidence).where(*mine).order_by(col(Evidence.received_at), col(Evidence.id))
        )
    )


def next_in_series(session: Session, series: str, count: int = 1) -> int:
    """Count the series, which begins with 1, up by so many; returns the last number.

    Whoever else asks for one waits until this transaction ends.
    """
    given = {"series": series, "last": count, "_count": count}
    statement = _next(session.get_bind().dialect.name == "sqlite")
    return int(beside(session).execute(statement, given).scalar_one())


@cache
def _next(is_sqlite: bool) -> Any:
    changes: dict[str, Any] = {"last": Number.last + bindparam("_count")}
    counted = insert_or_change(Number, "series", changes, is_sqlite=is_sqlite)
    return counted.returning(col(Number.last))
