"""Say what a message in the outbox is for, what it is about and which conversation said it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

COLUMNS = ("kind", "about", "conversation")
ROWS_AT_ONCE = 1000
# What was shown once and is worth keeping: a receipt code, a link for one person, an identity.
RECEIPT_CODE = re.compile(r"\d{4}(?: \d{4}){3}")
LINK = re.compile(r"https?://|/enter/")
REVEALED = "{number} was reported by: {who}"
REMOVED = "This message was shown once and has been removed to protect you."

OUTBOX = sa.table(
    "outbox",
    sa.column("id", sa.Integer()),
    sa.column("chat_id", sa.Integer()),
    sa.column("private", sa.Boolean()),
    sa.column("payload", sa.JSON()),
    *(sa.column(name, sa.String()) for name in COLUMNS),
)
CHATS = sa.table("chats", sa.column("id", sa.Integer()), sa.column("state", sa.JSON()))


def upgrade() -> None:
    """Add the columns, read them from each row's buttons, and store the buttons as values."""
    with op.batch_alter_table("outbox") as outbox:
        for name in COLUMNS:
            default = "notice" if name == "kind" else ""
            outbox.add_column(sa.Column(name, sa.String(), nullable=False, server_default=default))
    connection = op.get_bind()
    complaining = _chats_complaining(connection)
    change = sa.update(OUTBOX).where(OUTBOX.c.id == sa.bindparam("_id"))
    change = change.values({name: sa.bindparam(f"_{name}") for name in ("payload", *COLUMNS)})
    for rows in _in_pieces(connection):
        changed = [_changed(row, complaining) for row in rows]
        connection.execute(change, changed)
    with op.batch_alter_table("outbox") as outbox:
        for name in COLUMNS:
            outbox.alter_column(name, existing_type=sa.String(), server_default=None)


def _in_pieces(connection: sa.Connection) -> Iterator[list[Any]]:
    last = 0
    listed = sa.select(OUTBOX.c.id, OUTBOX.c.chat_id, OUTBOX.c.private, OUTBOX.c.payload)
    while True:
        query = listed.where(OUTBOX.c.id > last).order_by(OUTBOX.c.id).limit(ROWS_AT_ONCE)
        rows = list(connection.execute(query))
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _chats_complaining(connection: sa.Connection) -> set[int]:
    """Return the chats in which a complaint is begun: what was asked there is to be forgotten."""
    found = set()
    for chat_id, state in connection.execute(sa.select(CHATS.c.id, CHATS.c.state)):
        if any(frame[0] == "complain" for frame in state.get("stack", ())):
            found.add(chat_id)
    return found


def _changed(row: Any, complaining: set[int]) -> dict[str, Any]:
    tokens = [button[0] for button in row.payload.get("buttons", ()) if isinstance(button, list)]
    kind = _kind(row, tokens)
    return {
        "_id": row.id,
        "_payload": _with_values(row.payload),
        "_kind": kind,
        "_about": "" if row.private else _about(tokens),
        "_conversation": _conversation(row, kind, complaining),
    }


def _kind(row: Any, tokens: list[str]) -> str:
    text = row.payload.get("text")
    if text == {"t": REMOVED}:
        return "removed"
    if any(
        token.startswith(("ans:", "page:")) or token in ("go:back", "go:cancel") for token in tokens
    ):
        return "question"
    if row.private and _is_worth_keeping(text):
        return "shown_once"
    return "notice"


def _is_worth_keeping(text: object) -> bool:
    told = str(text)
    return bool(RECEIPT_CODE.search(told) or LINK.search(told)) or REVEALED in told


def _conversation(row: Any, kind: str, complaining: set[int]) -> str:
    """Return "complain" where that can be told; no other conversation is asked for later."""
    is_receipt = kind == "shown_once" and bool(RECEIPT_CODE.search(str(row.payload.get("text"))))
    is_draft = kind == "question" and row.chat_id in complaining
    return "complain" if is_receipt or is_draft else ""


def _about(tokens: list[str]) -> str:
    """Return what a message is about: what it offers an instruction on, or its only ticket."""
    for start in ("go:instruct:", "go:ticket:"):
        found = [token.removeprefix(start) for token in tokens if token.startswith(start)]
        if len(found) == 1:
            return found[0]
    return ""


def _with_values(payload: Mapping[str, Any]) -> dict[str, Any]:
    if "buttons" not in payload:
        return dict(payload)
    return {**payload, "buttons": [_as_value(button) for button in payload["buttons"]]}


def _as_value(button: Any) -> Any:
    """Return a button as it is stored from now on; before, it was [token, label]."""
    if not isinstance(button, list):
        return button
    token, label = button
    head, _colon, rest = token.partition(":")
    first, _colon, second = rest.partition(":")
    if head in ("ans", "page"):
        return {"label": label, "answers" if head == "ans" else "turns": [int(first), int(second)]}
    stored = {"label": label, "starts": first}
    if second:
        stored["argument"] = second
    return stored
