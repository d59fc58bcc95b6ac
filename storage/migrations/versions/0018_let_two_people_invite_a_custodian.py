"""Let two people invite whoever holds a role that only two give."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Keep who else wants the invitation; one that is open waits for that, too."""
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("agreed_by", sa.Integer(), nullable=True))
        invitations.create_foreign_key(
            "invitations_agreed_by_fkey", "persons", ["agreed_by"], ["id"]
        )
