"""Carry over what was begun with a receipt code: two of its choices have another name now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

RENAMED = {"supply": "add", "ask_reopening": "reopening"}
CHATS = sa.table(
    "chats",
    sa.column("id", sa.Integer()),
    sa.column("state", sa.JSON()),
    sa.column("by_receipt", sa.Boolean()),
)


def upgrade() -> None:
    """Rename them in the answers given, and in the choices of the question that waits."""
    connection = op.get_bind()
    listed = sa.select(CHATS.c.id, CHATS.c.state).where(CHATS.c.by_receipt)
    changed = [
        {"_id": chat_id, "_state": _changed(state)} for chat_id, state in connection.execute(listed)
    ]
    if changed:
        change = sa.update(CHATS).where(CHATS.c.id == sa.bindparam("_id"))
        connection.execute(change.values(state=sa.bindparam("_state")), changed)


def _changed(state: dict[str, Any]) -> dict[str, Any]:
    stack = state.get("stack", [])
    for name, _about, answers, *_rest in stack:
        if name == "receipt":
            answers[:] = [[key, _renamed(key, value)] for key, value in answers]
    if "asked" in state and stack and stack[-1][0] == "receipt":
        _serial, key, values, *_rest = state["asked"]
        values[:] = [_renamed(key, value) for value in values]
    return state


def _renamed(key: str, value: Any) -> Any:
    return RENAMED.get(value, value) if key == "way" else value
