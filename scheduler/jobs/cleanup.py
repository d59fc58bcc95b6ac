"""Clean up: what is no longer needed is forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, update
from sqlmodel import col

from casework.desk import Desk
from rules import limits
from rules.lifecycle import ENDED
from storage.outbox.removal import REMOVED
from storage.queries.strangers import forget_strangers
from storage.queries.warnings import ABOUT_TICKETS
from storage.tables import Invitation, OutboxRow, Received, Reminder, Ticket
from storage.tables.outbox import IS_BLURRED, IS_PRIVATE

# Telegram keeps an update for one day, WeCom retries within a minute.
# Its moment is the beginning of the week.
DELIVERY_KEYS = timedelta(days=15)
SETTLED = ("sent", "superseded", "dropped")
BATCH = 2000  # pushes in one transaction


def cleanup(desk: Desk, now: datetime) -> int:
    """Forget old delivery keys, codes that are over, private words long delivered, old messages and
    pushes, and whom nobody waits for; returns how many.
    """
    long_ago = now - timedelta(days=limits.MESSAGE_DAYS)
    ended = func.coalesce(OutboxRow.sent_at, OutboxRow.created_at)
    private = (
        IS_PRIVATE,
        col(OutboxRow.state) != "queued",
        ended < now - timedelta(days=limits.PRIVATE_MESSAGE_DAYS),
    )
    forgotten = (
        delete(Received).where(col(Received.at) < now - DELIVERY_KEYS),
        delete(Invitation).where(col(Invitation.expires_at) < long_ago),
        delete(OutboxRow).where(IS_BLURRED, col(OutboxRow.created_at) < long_ago),
        delete(OutboxRow).where(
            col(OutboxRow.id) > 0,
            col(OutboxRow.id) < _first_kept(long_ago),
            col(OutboxRow.created_at) < long_ago,
            col(OutboxRow.state) != "queued",
        ),
        update(OutboxRow).where(*private).values(**REMOVED, private=False),
        delete(Reminder).where(col(Reminder.id).in_(_settled_long_ago(long_ago))),
    )
    removed = sum(int(getattr(desk.session.execute(each), "rowcount", 0)) for each in forgotten)
    return removed + forget_strangers(desk.session, desk.bureau.routes, now)


def _first_kept(before: datetime) -> ColumnElement[int]:
    """Return the id of the oldest message with its first number that is kept: in this order only
    old ones are read.
    """
    kept = select(col(OutboxRow.id)).where(
        col(OutboxRow.id) > 0, col(OutboxRow.created_at) >= before
    )
    oldest = kept.order_by(col(OutboxRow.id)).limit(1).scalar_subquery()
    after_all = select(func.max(OutboxRow.id) + 1).scalar_subquery()
    return func.coalesce(oldest, after_all)


def _settled_long_ago(before: datetime) -> Select[int | None]:
    """Return the pushes that were settled before this moment, a batch of them; numbered reminders
    (催办单) are kept elsewhere.

    What was sent about a ticket that is still open is kept: it says that a limit was pressed often
    enough. The newest row stays, for SQLite would give its number to the next, and a message is
    queued once by these numbers.
    """
    still_open = exists().where(
        col(Ticket.id) == col(Reminder.subject), col(Ticket.state).not_in(ENDED)
    )
    of_open_ticket = and_(
        col(Reminder.about).in_(ABOUT_TICKETS), col(Reminder.state) != "dropped", still_open
    )
    settled = (
        col(Reminder.state).in_(SETTLED),
        col(Reminder.due_at) < before,
        func.coalesce(Reminder.settled_at, Reminder.due_at) < before,
    )
    newest = select(func.max(Reminder.id)).scalar_subquery()
    return (
        select(col(Reminder.id))
        .where(*settled, ~of_open_ticket, col(Reminder.id) < newest)
        .limit(BATCH)
    )
