"""The check-up: what is wrong with chain, evidence, outbox and orphans; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.cli.check_anchors import check_anchors, check_heads, check_removed, load_anchors
from bot.cli.check_files import check_files
from bot.cli.check_rows import Course, check_rows
from bot.cli.check_tickets import check_filings, check_tickets
from locales import Message, _
from storage.evidence.store import EvidenceStore
from storage.queries.jobs import CHANNEL as JOBS
from storage.sealing import CHATS, OUTBOX, count_unopened
from storage.tables import (
    Assignment,
    CampaignRow,
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
MAX_SERIES = 200  # characters of a series' name
NUMBERED = (Ticket, IssuedWarning, Instruction)  # what bears a number of a series


def check_up(
    course: Course, store: EvidenceStore, now: datetime, heads: Iterable[str] = ()
) -> Iterator[Message]:
    """Yield a sentence for everything that is wrong."""
    session = course.session
    yield from check_records(course, heads)
    yield from _evidence(course, store, now)
    yield from _outbox(session, now)
    yield from _shut(session)
    yield from _orphans(session)
    yield from _failures(session)


def check_records(course: Course, heads: Iterable[str] = ()) -> Iterator[Message]:
    """Yield what is wrong with what is recorded of tickets, filings, people and all else."""
    anchors = load_anchors(course)
    yield from check_heads(anchors, heads)
    yield from check_anchors(course, anchors)
    yield from check_tickets(course)
    yield from check_filings(course)
    yield from check_rows(course)
    if course.since is None:
        yield from check_removed(course)
    yield from _numbers(course.session)


def said_beside(course: Course) -> Iterator[Message]:
    """Yield what is no fault and should be known: what was not secured from its beginning on."""
    if course.before:
        yield _(
            "{count} events and rows are from before there were anchors: what was done to them "
            "until they were taken in cannot be seen",
            count=course.before,
        )
    copies = course.unrecorded.pop("copies", 0)
    if copies:
        yield _("{count} copies were made before their hashes were kept", count=copies)
    if waiting := course.unrecorded.total():
        yield _("{count} rows are not recorded yet: the running program does it", count=waiting)


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


def _numbers(session: Session) -> Iterator[Message]:
    for series in session.exec(select(Number)):
        count = _reports_at_once(session, series.series) if "/" in series.series else 0
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


def _reports_at_once(session: Session, series: str) -> int:
    """Return how many assignments came into being with a report at once: they bear its number."""
    name = func.substr(col(CampaignRow.key) + "/" + col(Assignment.duty), 1, MAX_SERIES)
    counted = select(func.count()).select_from(Assignment).join(CampaignRow)
    numbered = col(Assignment.period).like("____-__-__-%")
    return session.exec(counted.where(name == series, numbered)).one()


def _evidence(course: Course, store: EvidenceStore, now: datetime) -> Iterator[Message]:
    yield from check_files(course, store)
    yield from _late_evidence(course.session, now)
    yield from _lost_evidence(course.session)


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


def _shut(session: Session) -> Iterator[Message]:
    chats, messages = count_unopened(session, CHATS), count_unopened(session, OUTBOX)
    if chats or messages:
        yield _(
            "{chats} conversations and {messages} messages were written under another SECRET_KEY "
            "and cannot be opened. Put the former SECRET_KEY back, or what is half said is said "
            "anew and what was not sent is not sent.",
            chats=chats,
            messages=messages,
        )


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
