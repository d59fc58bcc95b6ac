"""Remember whose head a complaint is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Remember whose head a complaint is about; so far that was the unit it lay with."""
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        tickets.create_foreign_key("tickets_about_id_fkey", "units", ["about_id"], ["id"])
    op.execute("UPDATE tickets SET about_id = unit_id WHERE restricted")
