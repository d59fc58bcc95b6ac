"""The check-up: chain, evidence, outbox, orphans; what it finds is listed, and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework.ledger import broken_links
from storage.campaign_tables import Instruction, IssuedWarning
from storage.evidence import EvidenceFailed, EvidenceStore
from storage.jobs import CHANNEL as JOBS
from storage.tables import Chat, Event, Evidence, Failure, Number, OutboxRow, Reporter, Ticket

LATE = timedelta(hours=1)  # a message that is due and unsent for so long is a fault
BATCH = 500
NUMBERED = (Ticket, IssuedWarning, Instruction)  # what bears a number of a series


def check_up(session: Session, store: EvidenceStore, now: datetime) -> Iterator[str]:
    """Yield a line for everything that is wrong."""
    yield from _chains(session)
    yield from _numbers(session)
    yield from _evidence(session, store)
    yield from _outbox(session, now)
    yield from _orphans(session)
    for failure in session.exec(select(Failure).where(col(Failure.seen).is_(False)).order_by(col(Failure.id))):
        kind, whose = ("job", failure.address) if failure.channel == JOBS else ("message", failure.channel)
        tries = f", tried {failure.tries} times" if failure.tries > 1 else ""
        yield f"{kind}: {whose} {failure.key} failed at {failure.at:%Y-%m-%d %H:%M}{tries}: {failure.error}"


def _chains(session: Session) -> Iterator[str]:
    last = 0
    while tickets := session.exec(select(Ticket).where(col(Ticket.id) > last).order_by(col(Ticket.id)).limit(BATCH)).all():
        for ticket in tickets:
            yield from (f"chain: {fault}" for fault in broken_links(session, ticket))
        last = tickets[-1].id or 0
        session.expunge_all()


def _numbers(session: Session) -> Iterator[str]:
    for series in session.exec(select(Number)):
        found = (select(func.count()).select_from(each).where(col(each.number).like(f"{series.series}-%")) for each in NUMBERED)
        count = sum(session.exec(each).one() for each in found)
        if count != series.last:
            yield f"numbers: {series.series} has given out {series.last} but {count} are there"


def _evidence(session: Session, store: EvidenceStore) -> Iterator[str]:
    for row in session.exec(select(Evidence).where(Evidence.state == "kept").order_by(col(Evidence.id))):
        try:
            whole = row.original is not None and store.verify(row.original)
        except EvidenceFailed as error:
            yield f"evidence: {row.id}: {error}"
            continue
        if not whole:
            yield f"evidence: {row.id}: the sealed original is missing or changed"
    lost = (Evidence.state == "lost", col(Evidence.ticket_id).is_not(None))
    for row in session.exec(select(Evidence).where(*lost)):
        yield f"evidence: {row.id} of ticket {row.ticket_id} could not be had: {row.error}"


def _outbox(session: Session, now: datetime) -> Iterator[str]:
    overdue = (OutboxRow.state == "queued", col(OutboxRow.not_before) < now - LATE)
    for row in session.exec(select(OutboxRow).where(*overdue).order_by(col(OutboxRow.id))):
        since, why = f"{row.created_at:%Y-%m-%d %H:%M}", row.error or "never sent"
        yield f"outbox: {row.id} waits since {since}, tried {row.attempts} times: {why}"
    ended = col(OutboxRow.state).in_(("dead", "doubtful"))
    for row in session.exec(select(OutboxRow).where(ended).order_by(col(OutboxRow.id))):
        yield f"outbox: {row.id} is {row.state}: {row.error}"


def _orphans(session: Session) -> Iterator[str]:
    tickets, chats = select(Ticket.id), select(Chat.id)
    for event in session.exec(select(Event).where(col(Event.ticket_id).not_in(tickets))):
        yield f"orphan: event {event.id} belongs to no ticket"
    for reporter in session.exec(select(Reporter).where(col(Reporter.ticket_id).not_in(tickets))):
        yield f"orphan: a reporter of ticket {reporter.ticket_id}, which is not there"
    filed = (Ticket.track == "complaint", col(Ticket.id).not_in(select(Reporter.ticket_id)))
    for ticket in session.exec(select(Ticket).where(*filed)):
        yield f"orphan: {ticket.number} has no reporter"
    for row in session.exec(select(OutboxRow).where(col(OutboxRow.chat_id).not_in(chats))):
        yield f"orphan: outbox row {row.id} belongs to no chat"
