"""Tidying: what is no longer needed is forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlmodel import col

from casework.desk import Desk
from storage.outbox import BLANK
from storage.tables import Invitation, OutboxRow, Received

DELIVERY_KEYS = timedelta(days=8)  # Telegram keeps an update for one day, WeCom retries within a minute
PRIVATE = timedelta(days=1)  # a receipt code that nobody picked up in the web chat, or that may not have arrived
MESSAGES = timedelta(days=90)  # what was sent, for the web chat's history


def tidy(desk: Desk, now: datetime) -> int:
    """Forget old delivery keys, codes that are over, private messages long delivered and old messages; returns how many rows."""
    ended = func.coalesce(OutboxRow.sent_at, OutboxRow.created_at)
    private = (col(OutboxRow.private).is_(True), col(OutboxRow.state) != "queued", ended < now - PRIVATE)
    forgotten = (
        delete(Received).where(col(Received.at) < now - DELIVERY_KEYS),
        delete(Invitation).where(col(Invitation.expires_at) < now - MESSAGES),
        delete(OutboxRow).where(col(OutboxRow.created_at) < now - MESSAGES, col(OutboxRow.state) != "queued"),
        update(OutboxRow).where(*private).values(payload=BLANK, private=False),
    )
    return sum(int(getattr(desk.session.execute(each), "rowcount", 0)) for each in forgotten)
