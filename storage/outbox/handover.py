"""What is unsent in a chat that changes hands goes to another chat of the person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.outbox.removal import removed_if_private
from storage.outbox.transaction import write_queued
from storage.tables import OutboxRow
from storage.write_buffer import beside

_TABLE = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_ENDING = (MessageKind.QUESTION, MessageKind.REMOVED)  # what cannot be opened is as if removed


def hand_over_unsent(session: Session, chat_id: int, other: int | None, now: datetime) -> None:
    """Queue what is unsent in a chat that changes hands for the `other` chat, if there is one.

    What was said in its conversations ends, and so does what `stays`: news of a complaint made
    there goes nowhere else.
    """
    ended = []
    for row in _unsent(session, chat_id):
        notice = Notice.from_row(row)
        ended.append(row.id)
        if other is not None and not (
            notice.stays or notice.kind in _ENDING or row.private or row.replaces
        ):
            queue(session, other, notice, now, not_before=row.not_before)
    _end(session, ended)


def end_news_of_complaints(session: Session, chat_id: int) -> None:
    """Let unsent news of complaints made in the chat go nowhere: it is somebody else's now."""
    unsent = _unsent(session, chat_id)
    _end(session, [row.id for row in unsent if Notice.from_row(row).stays])


def _unsent(session: Session, chat_id: int) -> Sequence[OutboxRow]:
    write_queued(session)
    queued = (OutboxRow.chat_id == chat_id, OutboxRow.state == "queued")
    return session.exec(select(OutboxRow).where(*queued).order_by(col(OutboxRow.id))).all()


def _end(session: Session, ended: Collection[int | None]) -> None:
    over = update(_TABLE).where(_TABLE.c.id.in_(ended), _TABLE.c.state == "queued")
    beside(session).execute(over.values(state="superseded", **removed_if_private()))
