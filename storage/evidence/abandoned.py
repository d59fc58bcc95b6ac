"""Abandoned uploads: pictures that no ticket took go, from the tables and from the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from storage.evidence.store import EvidenceStore
from storage.records import is_as_recorded
from storage.tables import Evidence, Origin
from storage.tables.evidence import IS_UNFILED

RETENTION_DAYS = 7  # after which nobody asks any more what became of a draft's picture
BATCH_SIZE = 20


def remove_abandoned(session: Session, store: EvidenceStore, now: datetime) -> int:
    """Remove pictures long dropped, refused or lost, with their files; raises EvidenceFailed.

    Returns how many were looked at. Files go first: what is left undone is done at the next call.
    An original that another row holds too stays.
    """
    rows = session.exec(_abandoned(now).limit(BATCH_SIZE)).all()
    if not rows:
        return 0
    # Nobody records the same photo while it is judged; SQLite has one writer.
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE evidence IN SHARE ROW EXCLUSIVE MODE"))
        rows = session.exec(_abandoned(now).limit(BATCH_SIZE)).all()
    for row in rows:
        if not is_as_recorded(session, row):
            # altered past the program: no sealed original goes for that, and `check` says so
            row.not_before = now + timedelta(days=RETENTION_DAYS)
            continue
        for name in (row.public, row.thumbnail):
            if name is not None:
                store.delete_copy(name)
        if row.original is not None and not _is_held_elsewhere(session, row):
            store.drop_unfiled(row.original)
        session.execute(delete(Origin).where(col(Origin.evidence_id) == row.id))
        session.delete(row)
        session.flush()
    return len(rows)


def _abandoned(now: datetime) -> Any:
    ended = (
        col(Evidence.state).in_(("dropped", "refused", "lost")),
        col(Evidence.received_at) < now - timedelta(days=RETENTION_DAYS),
        col(Evidence.not_before) <= now,
    )
    found = select(Evidence).where(IS_UNFILED, *ended).order_by(col(Evidence.id))
    return found.with_hint(Evidence, "INDEXED BY evidence_unfiled", "sqlite")


def _is_held_elsewhere(session: Session, row: Evidence) -> bool:
    other = (
        select(Evidence.id).where(Evidence.original == row.original, Evidence.id != row.id).limit(1)
    )
    return session.exec(other).first() is not None
