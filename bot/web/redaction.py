"""What a page must not keep: the spans of a chat in which messages were removed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.outbox.notice import MessageKind
from storage.tables import OutboxRow

MAX_ROWS_READ = 300  # a page keeps 200 of its own items
# rows before a removed one that may belong to its conversation: a notice or a refusal stood between
MAX_ROWS_BETWEEN = 3

Span = tuple[int, int]


def forgotten_spans(session: Session, chat_id: int) -> list[Span]:
    """Return the spans of row ids after whose rows the person said what must not be kept.

    A span, ends included, holds removed rows, the questions of the same conversation, and the row
    before, for what was said after that one began the conversation.
    """
    listed = select(OutboxRow.id, OutboxRow.kind).where(OutboxRow.chat_id == chat_id)
    rows = session.exec(listed.order_by(col(OutboxRow.id).desc()).limit(MAX_ROWS_READ)).all()
    kinds = [(row_id or 0, MessageKind(kind)) for row_id, kind in reversed(rows)]
    return spans_of(kinds, whole=len(rows) < MAX_ROWS_READ)


def spans_of(rows: Sequence[tuple[int, MessageKind]], *, whole: bool = True) -> list[Span]:
    """Return the spans of these rows, each (id, kind), the oldest first.

    `whole` says that no row came before these: then the first span may begin with 0.
    """
    spans: list[Span] = []
    left = 0  # rows that may still be put into the span
    for row_id, kind in reversed(rows):
        if left:
            spans[-1] = (row_id, spans[-1][1])
        elif kind is MessageKind.REMOVED:
            spans.append((row_id, row_id))
        if kind is MessageKind.REMOVED:
            left = MAX_ROWS_BETWEEN
        elif left and kind is not MessageKind.QUESTION:
            left -= 1
    if left and whole:
        spans[-1] = (0, spans[-1][1])
    return spans[::-1]
