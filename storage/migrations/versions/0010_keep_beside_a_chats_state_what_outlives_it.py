"""Keep beside a chat's state what outlives it, so that no other room has to read or write it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBERS = ("serial", "left_out_files", "left_out_messages")
CHATS = sa.table(
    "chats",
    sa.column("id", sa.Integer()),
    sa.column("state", sa.JSON()),
    sa.column("by_receipt", sa.Boolean()),
    *(sa.column(name, sa.Integer()) for name in NUMBERS),
)


def upgrade() -> None:
    """Take the number of the last question and what was left out of the state."""
    with op.batch_alter_table("chats") as chats:
        for name in NUMBERS:
            chats.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        chats.add_column(
            sa.Column("by_receipt", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    connection = op.get_bind()
    changed = [
        _changed(chat_id, dict(state))
        for chat_id, state in connection.execute(sa.select(CHATS.c.id, CHATS.c.state))
        if state
    ]
    if changed:
        names = ("state", "by_receipt", *NUMBERS)
        values: dict[str, Any] = {name: sa.bindparam(f"_{name}") for name in names}
        this = CHATS.c.id == sa.bindparam("_id")
        connection.execute(sa.update(CHATS).where(this).values(values), changed)
    with op.batch_alter_table("chats") as chats:
        for name in NUMBERS:
            chats.alter_column(name, existing_type=sa.Integer(), server_default=None)
        chats.alter_column("by_receipt", existing_type=sa.Boolean(), server_default=None)


def _changed(chat_id: int, state: dict[str, Any]) -> dict[str, Any]:
    files, messages = state.pop("left_out", (0, 0))
    return {
        "_id": chat_id,
        "_serial": state.pop("serial", 0),
        "_state": state,
        "_left_out_files": files,
        "_left_out_messages": messages,
        "_by_receipt": any(frame[0] == "receipt" for frame in state.get("stack", ())),
    }
