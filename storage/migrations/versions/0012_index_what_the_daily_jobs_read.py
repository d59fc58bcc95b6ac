"""Index the few rows that the daily jobs look for, so that they read no others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

# Name, table, columns, and which rows; without a condition, all.
INDEXES = (
    ("outbox_private", "outbox", ["id"], "private"),
    ("chats_by_receipt", "chats", ["id"], "by_receipt"),
    ("failures_unseen", "failures", ["channel", "address", "key"], "NOT seen"),
    (
        "evidence_incomplete",
        "evidence",
        ["id"],
        "role = 'filing' AND state IN ('refused', 'lost')",
    ),
    ("evidence_unfiled", "evidence", ["id"], "ticket_id IS NULL AND submission_id IS NULL"),
    ("ix_invitations_expires_at", "invitations", ["expires_at"], None),
)


def upgrade() -> None:
    """Make the indexes."""
    for name, table, columns, condition in INDEXES:
        where = sa.text(condition) if condition is not None else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
