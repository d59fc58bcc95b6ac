"""Tidying: what is no longer needed is forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, delete, exists, func, select, update
from sqlmodel import col

from casework.desk import Desk
from rules.lifecycle import ENDED
from storage.campaign_tables import Nudge
from storage.outbox import BLANK
from storage.tables import Invitation, OutboxRow, Received, Ticket
from storage.warnings import ABOUT_TICKETS

DELIVERY_KEYS = timedelta(
    days=8
)  # Telegram keeps an update for one day, WeCom retries within a minute
PRIVATE = timedelta(
    days=1
)  # a receipt code that nobody picked up in the web chat, or that may not have arrived
MESSAGES = timedelta(
    days=90
)  # what was sent, for the web chat's history, and the pushes that led to it
SETTLED = ("sent", "superseded", "dropped")
BATCH = 2000  # pushes in one transaction


def tidy(desk: Desk, now: datetime) -> int:
    """Forget old delivery keys, codes that are over, private words long delivered, old messages and
    pushes; returns how many.
    """
    ended = func.coalesce(OutboxRow.sent_at, OutboxRow.created_at)
    private = (
        col(OutboxRow.private).is_(True),
        col(OutboxRow.state) != "queued",
        ended < now - PRIVATE,
    )
    forgotten = (
        delete(Received).where(col(Received.at) < now - DELIVERY_KEYS),
        delete(Invitation).where(col(Invitation.expires_at) < now - MESSAGES),
        delete(OutboxRow).where(
            col(OutboxRow.created_at) < now - MESSAGES, col(OutboxRow.state) != "queued"
        ),
        update(OutboxRow).where(*private).values(payload=BLANK, private=False),
        delete(Nudge).where(col(Nudge.id).in_(_settled_long_ago(now - MESSAGES))),
    )
    return sum(int(getattr(desk.session.execute(each), "rowcount", 0)) for each in forgotten)


def _settled_long_ago(before: datetime) -> Select[int | None]:
    """Return the pushes that were settled before this moment, a batch of them; numbered reminders
    (催办单) are kept elsewhere.

    What was sent about a ticket that is still open is kept: it says that a limit was pressed often
    enough. The newest row stays, for SQLite would give its number to the next, and a message is
    queued once by these numbers.
    """
    still_open = exists().where(
        col(Ticket.id) == col(Nudge.subject), col(Ticket.state).not_in(ENDED)
    )
    of_open_ticket = and_(
        col(Nudge.about).in_(ABOUT_TICKETS), col(Nudge.state) != "dropped", still_open
    )
    settled = (
        col(Nudge.state).in_(SETTLED),
        col(Nudge.due_at) < before,
        func.coalesce(Nudge.settled_at, Nudge.due_at) < before,
    )
    newest = select(func.max(Nudge.id)).scalar_subquery()
    return (
        select(col(Nudge.id)).where(*settled, ~of_open_ticket, col(Nudge.id) < newest).limit(BATCH)
    )
