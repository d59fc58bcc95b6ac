"""Find what gives way: the messages of a chat whose place others take, by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Index the few messages that others replace."""
    replaces = sa.text("replaces IS NOT NULL")
    op.create_index(
        "outbox_replaces",
        "outbox",
        ["chat_id", "replaces"],
        sqlite_where=replaces,
        postgresql_where=replaces,
    )
