"""Keep who made an invitation, and whom by name a complaint about a head is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Keep who made an invitation, and whom a complaint is about: so far the heads of today."""
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("invited_by", sa.Integer(), nullable=True))
        invitations.create_foreign_key(
            "invitations_invited_by_fkey", "persons", ["invited_by"], ["id"]
        )
    # An invitation into these roles may have been made by anybody of the office: it ends.
    op.execute(
        "UPDATE invitations SET used_at = expires_at "
        "WHERE used_at IS NULL AND purpose = 'join' AND person_id IN "
        "(SELECT person_id FROM roles WHERE role IN ('admin', 'custodian', 'leader'))"
    )
    op.create_table(
        "accused",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "person_id"),
    )
    with op.batch_alter_table("accused") as accused:
        accused.create_index("ix_accused_person_id", ["person_id"])
    op.execute(
        "INSERT INTO accused (ticket_id, person_id) SELECT DISTINCT tickets.id, roles.person_id "
        "FROM tickets JOIN roles ON roles.unit_id = tickets.about_id AND roles.role = 'head'"
    )
