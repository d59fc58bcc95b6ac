"""Archiving: closed tickets leave the desk when their term is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import col, select

from casework.clock_steps import archive
from casework.desk import Desk
from casework.ladder import dealt_with
from rules.lifecycle import TERM_DAYS, State
from scheduler.items import attempt_each
from storage.campaigns import loaded_campaigns
from storage.jobs import resting
from storage.tables import Ticket

JOB = "archive_closed"
BATCH = 100
_DAY = timedelta(days=1)


def archive_closed(desk: Desk, now: datetime) -> int:
    """Archive tickets closed more than a term ago; returns how many."""
    tired = col(Ticket.number).not_in(resting(desk.session, JOB, now))
    over = (Ticket.state == State.CLOSED, or_(*_terms(desk, now)), tired)
    found = select(Ticket).where(*over).order_by(col(Ticket.id)).limit(BATCH).with_for_update(skip_locked=True)
    tickets = desk.session.exec(found).all()
    return attempt_each(desk, JOB, {each.number: each for each in tickets}, archive)


def _terms(desk: Desk, now: datetime) -> Iterator[ColumnElement[bool]]:
    """Return when the term is over: that of the campaign in whose days a ticket of its kinds was filed, or the usual one."""
    earlier: list[ColumnElement[bool]] = []
    for _row, campaign in reversed(loaded_campaigns(desk.session)):
        first, end = (
            datetime.combine(day, time(), desk.bureau.zone) for day in (campaign.period.first, campaign.period.last + _DAY)
        )
        kinds = col(Ticket.kind).in_(dealt_with(desk, campaign))
        its_own = and_(kinds, col(Ticket.filed_at) >= first, col(Ticket.filed_at) < end)
        yield and_(its_own, col(Ticket.closed_at) <= now - timedelta(days=campaign.archive_after), *map(not_, earlier))
        earlier.append(its_own)
    yield and_(col(Ticket.closed_at) <= now - timedelta(days=TERM_DAYS), *map(not_, earlier))
