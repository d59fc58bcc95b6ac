"""The check-up: what is wrong with chain, evidence, outbox and orphans; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework.tickets.events import broken_links
from locales import Message, _
from storage.evidence.failures import EvidenceFailed
from storage.evidence.store import EvidenceStore
from storage.queries.jobs import CHANNEL as JOBS
from storage.tables import (
    Chat,
    Event,
    Evidence,
    Failure,
    Instruction,
    IssuedWarning,
    Number,
    OutboxRow,
    Reporter,
    Ticket,
)

OVERDUE_AFTER = timedelta(hours=1)  # a message that is due and unsent for so long is a fault
TICKETS_AT_ONCE = 500
NUMBERED = (Ticket, IssuedWarning, Instruction)  # what bears a number of a series


def check_up(session: Session, store: EvidenceStore, now: datetime) -> Iterator[Message]:
    """Yield a sentence for everything that is wrong."""
    yield from _chains(session)
    yield from _numbers(session)
    yield from _evidence(session, store, now)
    yield from _outbox(session, now)
    yield from _orphans(session)
    yield from _failures(session)


def _failures(session: Session) -> Iterator[Message]:
    unseen = select(Failure).where(col(Failure.seen).is_(False)).order_by(col(Failure.id))
    for failure in session.exec(unseen):
        whose = failure.channel
        failed = _("A message of {whose} ({key}) failed at {at}, tries: {tries}. {error}")
        if failure.channel == JOBS:
            whose = failure.address
            failed = _("Job {whose} ({key}) failed at {at}, tries: {tries}. {error}")
        yield failed.given(
            whose=whose, key=failure.key, at=failure.at, tries=failure.tries, error=failure.error
        )


def _chains(session: Session) -> Iterator[Message]:
    last = 0
    while True:
        following = select(Ticket).where(col(Ticket.id) > last).order_by(col(Ticket.id))
        tickets = session.exec(following.limit(TICKETS_AT_ONCE)).all()
        if not tickets:
            return
        for ticket in tickets:
            yield from broken_links(session, ticket)
        last = tickets[-1].id or 0
        session.expunge_all()


def _numbers(session: Session) -> Iterator[Message]:
    for series in session.exec(select(Number)):
        count = 0
        for table in NUMBERED:
            of_series = col(table.number).like(f"{series.series}-%")
            count += session.exec(select(func.count()).select_from(table).where(of_series)).one()
        if count != series.last:
            yield _(
                "Numbers {series}: given out {given}, found {count}",
                series=series.series,
                given=series.last,
                count=count,
            )


def _evidence(session: Session, store: EvidenceStore, now: datetime) -> Iterator[Message]:
    yield from _damaged_evidence(session, store)
    yield from _late_evidence(session, now)
    yield from _lost_evidence(session)


def _damaged_evidence(session: Session, store: EvidenceStore) -> Iterator[Message]:
    kept = select(Evidence).where(Evidence.state == "kept").order_by(col(Evidence.id))
    for row in session.exec(kept):
        try:
            is_whole = row.original is not None and store.verify(row.original)
        except EvidenceFailed as error:
            yield _("Evidence {id}: {error}", id=row.id or 0, error=str(error))
            continue
        if not is_whole:
            yield _("Evidence {id}: the sealed original is missing or changed", id=row.id or 0)


def _late_evidence(session: Session, now: datetime) -> Iterator[Message]:
    late = (Evidence.state == "pending", col(Evidence.received_at) < now - OVERDUE_AFTER)
    for row in session.exec(select(Evidence).where(*late).order_by(col(Evidence.id))):
        waited = _(
            "Evidence {id} has been waited for since {at}. {error}",
            id=row.id or 0,
            at=row.received_at,
        )
        yield waited.given(error=row.error or _("It was never fetched."))


def _lost_evidence(session: Session) -> Iterator[Message]:
    lost = (Evidence.state == "lost", col(Evidence.ticket_id).is_not(None))
    rows = session.exec(select(Evidence, Ticket.number).join(Ticket, isouter=True).where(*lost))
    for row, number in rows:
        not_had = _(
            "Evidence {id} of {number} could not be had: {error}",
            id=row.id or 0,
            number=number or row.ticket_id or 0,
        )
        yield not_had.given(error=row.error or "")


def _outbox(session: Session, now: datetime) -> Iterator[Message]:
    overdue = (OutboxRow.state == "queued", col(OutboxRow.not_before) < now - OVERDUE_AFTER)
    for row in session.exec(select(OutboxRow).where(*overdue).order_by(col(OutboxRow.id))):
        waits = _(
            "Notice {id} has waited since {at}, tries: {tries}. {error}",
            id=row.id or 0,
            at=row.created_at,
        )
        yield waits.given(tries=row.attempts, error=row.error or _("It was never sent."))
    ended = col(OutboxRow.state).in_(("dead", "doubtful"))
    for row in session.exec(select(OutboxRow).where(ended).order_by(col(OutboxRow.id))):
        ended_so = _("Notice {id}: undecided whether it arrived. {error}")
        if row.state == "dead":
            ended_so = _("Notice {id} cannot be delivered: {error}")
        yield ended_so.given(id=row.id or 0, error=row.error or "")


def _orphans(session: Session) -> Iterator[Message]:
    tickets, chats = select(Ticket.id), select(Chat.id)
    for event in session.exec(select(Event).where(col(Event.ticket_id).not_in(tickets))):
        yield _("Record {id} belongs to no ticket", id=event.id or 0)
    for reporter in session.exec(select(Reporter).where(col(Reporter.ticket_id).not_in(tickets))):
        yield _("A reporter belongs to ticket {id}, which is not there", id=reporter.ticket_id)
    filed = (Ticket.track == "complaint", col(Ticket.id).not_in(select(Reporter.ticket_id)))
    for ticket in session.exec(select(Ticket).where(*filed)):
        yield _("{number} has no reporter", number=ticket.number)
    for row in session.exec(select(OutboxRow).where(col(OutboxRow.chat_id).not_in(chats))):
        yield _("Notice {id} belongs to no chat", id=row.id or 0)
