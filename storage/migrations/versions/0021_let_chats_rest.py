"""Let chats rest without their last minute, and messages have numbers of their chat alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("chats_recent", "chats", "id", "window_at IS NOT NULL"),
    ("chats_at_rest", "chats", "seen_at", "window_at IS NULL"),
    ("outbox_settled", "outbox", "id", "id > 0 AND state <> 'queued'"),
    ("outbox_blurred", "outbox", "created_at", "id < 0"),
)


def upgrade() -> None:
    """Make room; the job that blurs does the rest, also with what was stored before."""
    with op.batch_alter_table("chats") as chats:
        chats.alter_column("window_at", existing_type=sa.DateTime(), nullable=True)
    _keep_numbers()
    for name, table, column, where in INDEXES:
        condition = sa.text(where)
        op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)


def _keep_numbers() -> None:
    """Never give a message's number again: SQLite would give the highest that is still there."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("outbox", "id", existing_type=sa.Integer(), type_=sa.BigInteger())
        op.execute("ALTER SEQUENCE outbox_id_seq AS bigint")
        return
    with op.batch_alter_table(
        "outbox", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ):
        pass
