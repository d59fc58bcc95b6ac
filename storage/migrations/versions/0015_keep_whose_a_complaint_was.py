"""Keep whose a complaint was when it was filed, and since when a chat is somebody's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Take whose the chats are today for whose they were, and for bound since today."""
    with op.batch_alter_table("chats") as chats:
        chats.add_column(sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE chats SET bound_at = CURRENT_TIMESTAMP WHERE person_id IS NOT NULL")
    with op.batch_alter_table("reporters") as reporters:
        reporters.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        reporters.create_foreign_key("reporters_person_id_fkey", "persons", ["person_id"], ["id"])
        reporters.create_index("ix_reporters_person_id", ["person_id"])
    op.execute(
        "UPDATE reporters SET person_id = "
        "(SELECT person_id FROM chats WHERE chats.id = reporters.chat_id) "
        "WHERE chat_id IS NOT NULL"
    )
