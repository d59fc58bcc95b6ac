"""Keep the roster's accounts in a table of their own, for any channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Of two spellings of one account, which only an old roster could hold, somebody active keeps it.
COPY = """
INSERT INTO accounts (person_id, channel, account, folded)
SELECT id, 'wecom', wecom_user, lower(wecom_user) FROM persons AS person
WHERE wecom_user IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM persons AS other
    WHERE lower(other.wecom_user) = lower(person.wecom_user)
    AND (other.active > person.active OR other.active = person.active AND other.id < person.id)
)
"""


def upgrade() -> None:
    """Make the table, carry the WeCom accounts over, and drop their column."""
    op.create_table(
        "accounts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("person_id", "channel"),
        sa.UniqueConstraint("channel", "folded"),
    )
    op.execute(COPY)
    with op.batch_alter_table("persons") as persons:
        persons.drop_column("wecom_user")
