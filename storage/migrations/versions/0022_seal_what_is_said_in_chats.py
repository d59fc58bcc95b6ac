"""Seal what is written in chats and said to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

SEALED = {"chats": ("state",), "outbox": ("payload", "about")}


def upgrade() -> None:
    """Make room; the program itself seals what is there when it starts, with its secret.

    SQLite keeps any value in any column, so there the columns stay as they are.
    """
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, columns in SEALED.items():
        for column in columns if is_postgresql else ():
            text = f"convert_to({column}::text, 'UTF8')"
            op.alter_column(table, column, type_=sa.LargeBinary(), postgresql_using=text)
        condition = sa.text(f"substr({columns[0]}, 1, 1) = '{{' AND {columns[0]} <> '{{}}'")
        op.create_index(
            f"{table}_in_clear",
            table,
            ["id"],
            sqlite_where=condition,
            postgresql_where=condition,
        )
