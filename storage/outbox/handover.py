"""What is unsent in a chat that changes hands goes to another chat of the person."""

from __future__ import annotations

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


def hand_over_unsent(
    session: Session, chat_id: int, other: int | None, now: datetime, *, keeps: bool
) -> None:
    """Queue what is unsent in a chat that changes hands for the `other` chat, if there is one.

    What was said in its conversations ends; what `stays`, such as news of a complaint made there,
    stays if the chat `keeps` it.
    """
    write_queued(session)
    unsent = session.exec(
        select(OutboxRow)
        .where(OutboxRow.chat_id == chat_id, OutboxRow.state == "queued")
        .order_by(col(OutboxRow.id))
    )
    ended = []
    for row in unsent.all():
        notice = Notice.from_row(row)
        if notice.stays and keeps:
            continue
        ended.append(row.id)
        if other is not None and not (
            notice.stays or notice.kind is MessageKind.QUESTION or row.private or row.replaces
        ):
            queue(session, other, notice, now, not_before=row.not_before)
    over = update(_TABLE).where(_TABLE.c.id.in_(ended), _TABLE.c.state == "queued")
    beside(session).execute(over.values(state="superseded", **removed_if_private()))
