"""What a page is not to keep: the spans of a chat whose rows were blanked, and the secrets that are
shown only once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from casework.tickets.disclosure import REVEALED
from rules.text.codes import SPELLED_RECEIPT
from storage.outbox.removal import BLANK
from storage.tables import OutboxRow

LOOKED_AT = 300  # rows: a page keeps 200 of its own items
# rows before a blanked one that may belong to its conversation: a notice or a refusal stood between
NEAR = 3
_SECRET = re.compile(
    rf"{SPELLED_RECEIPT.pattern}|https?://"
)  # links for one person are secrets too
_ASKING = ("back", "cancel")  # every question has a button for one of these

Span = tuple[int, int]


def forgotten_spans(session: Session, chat_id: int) -> list[Span]:
    """Return the spans of row ids, ends included, after whose rows the person said what must not be
    kept.

    A span holds blanked rows, the questions of the same conversation, and the row before, for what
    was said after that one began the conversation.
    """
    listed = select(OutboxRow.id, OutboxRow.payload).where(OutboxRow.chat_id == chat_id)
    rows = session.execute(listed.order_by(col(OutboxRow.id).desc()).limit(LOOKED_AT)).all()
    return spans_of(
        [(row_id or 0, payload) for row_id, payload in reversed(rows)], whole=len(rows) < LOOKED_AT
    )


def spans_of(rows: Sequence[tuple[int, Mapping[str, Any]]], *, whole: bool = True) -> list[Span]:
    """Return the spans of these rows, the oldest first; `whole` says that none came before: then
    the first may begin with 0.
    """
    spans: list[Span] = []
    left = 0  # rows that may still be taken along
    for row_id, payload in reversed(rows):
        if payload == BLANK and not left:
            spans.append((row_id, row_id))
        elif left:
            spans[-1] = (row_id, spans[-1][1])
        if payload == BLANK:
            left = NEAR
        elif left and not asks(payload):
            left -= 1
    if left and whole:
        spans[-1] = (0, spans[-1][1])
    return spans[::-1]


def asks(payload: Mapping[str, Any]) -> bool:
    """Tell by its buttons whether a row asks something."""
    return any(each.get("starts") in _ASKING for each in payload.get("buttons", ()))


def is_secret(payload: Mapping[str, Any], text: str) -> bool:
    """Tell whether a private row says something that is worth keeping: a receipt code, a link of
    one's own, an identity.

    The others, such as the question for a receipt code, are private because they lead from a chat
    to a complaint.
    """
    if asks(payload):
        return False
    return bool(_SECRET.search(text)) or payload["text"]["t"] == REVEALED.text
