"""Hide who complained in confidence: a route for answers, and a box for the custodian's key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make room; the program itself hides those of before when it starts, with its secret."""
    op.create_table(
        "identity_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("reporters") as reporters:
        for name in ("route", "sealed"):
            reporters.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        reporters.add_column(sa.Column("mark", sa.String(), nullable=True))
        reporters.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        reporters.create_foreign_key("reporters_key_id_fkey", "identity_keys", ["key_id"], ["id"])
        reporters.create_index("ix_reporters_mark", ["mark"])
    with op.batch_alter_table("reporters") as reporters:
        for name in ("route", "sealed"):
            reporters.alter_column(name, existing_type=sa.String(), server_default=None)
