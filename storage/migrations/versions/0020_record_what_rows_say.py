"""Record what rows say, and anchor records and events day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

WAITING = sa.text("anchored = 0")


def upgrade() -> None:
    """Make the tables; what is there already is said to be from before (docs/security.md)."""
    op.create_table(
        "records",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("tainted", sa.Boolean(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column("anchored", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "row", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "anchors",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sum", sa.String(), nullable=False),
        sa.Column("adopted", sa.JSON(), nullable=True),
        sa.Column("head", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.add_column("events", sa.Column("anchored", sa.Integer(), nullable=True))
    op.add_column("evidence", sa.Column("public_sha256", sa.String(), nullable=True))
    op.add_column("evidence", sa.Column("thumbnail_sha256", sa.String(), nullable=True))
    for name, table, columns in (
        ("records_waiting", "records", ["kind", "row", "seq"]),
        ("events_waiting", "events", ["id"]),
    ):
        op.create_index(name, table, columns, sqlite_where=WAITING, postgresql_where=WAITING)
