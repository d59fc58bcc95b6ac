"""What alembic runs: storage.migrate hands it the connection and holds the transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import DateTime
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import storage.tables  # noqa: F401  # both fill SQLModel.metadata


def render_type(kind: str, column_type: Any, _context: Any) -> str | Literal[False]:
    """Write SQLModel's types as SQLAlchemy's, so that a migration outlives SQLModel's versions."""
    if kind == "type" and isinstance(column_type, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(column_type, UTCDateTime | DateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    render_item=render_type,
    transactional_ddl=True,
)
context.run_migrations()
