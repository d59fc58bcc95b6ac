"""The outbox: what is to be said to whom, queued in the transaction that caused it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from storage.outbox.notice import Notice
from storage.outbox.transaction import NEW_ROW, unwritten_of, write_queued
from storage.tables import OutboxRow
from storage.upsert import insert_or_leave


def take_back(session: Session, chat_id: int, replaces: str) -> None:
    """Take back what is unsent with this `replaces` key; what was private in it is not kept."""
    unwritten = unwritten_of(session)
    unwritten.taken_back.add((chat_id, replaces))
    unwritten.rows = [
        row for row in unwritten.rows if (row["chat_id"], row["replaces"]) != (chat_id, replaces)
    ]


def hurry(session: Session, chat_id: int, replaces: str, now: datetime) -> None:
    """Send what is held back with this `replaces` key at once, before what is said next."""
    for row in held_back(session, chat_id, replaces):
        if not row.payload:  # it cannot be opened, and is not sent
            continue
        queue(
            session,
            chat_id,
            Notice.from_row(row),
            now,
            replaces=replaces,
            private=row.private,
        )


def held_back(session: Session, chat_id: int, replaces: str) -> Sequence[OutboxRow]:
    """Return what is held back with this `replaces` key: not sent, and not tried either."""
    held = (
        OutboxRow.chat_id == chat_id,
        OutboxRow.replaces == replaces,
        OutboxRow.state == "queued",
        OutboxRow.attempts == 0,
    )
    return session.exec(select(OutboxRow).where(*held)).all()


def queue(
    session: Session,
    chat_id: int,
    notice: Notice,
    now: datetime,
    *,
    once: str | None = None,
    replaces: str | None = None,
    private: bool = False,
    not_before: datetime | None = None,
) -> None:
    """Put a notice on its way, unless one with the same `once` key was queued before.

    An unsent row of the same chat with the same `replaces` key gives way to this one. Of what is
    `private` it is not kept what it is about.
    """
    if replaces is not None:
        take_back(session, chat_id, replaces)
    row = _row(chat_id, notice, now, not_before or now)
    row |= {"once": once, "replaces": replaces, "private": private}
    if private:
        row["about"] = ""
    unwritten_of(session).rows.append(row)


def queue_once(
    session: Session, chat_id: int, notice: Notice, now: datetime, once: str, not_before: datetime
) -> bool:
    """Put a notice on its way; False when one with the same `once` key was queued before."""
    write_queued(session)
    row = _row(chat_id, notice, now, not_before)
    row |= {"once": once, "replaces": None, "private": False}
    inserted = session.connection().execute(
        _insert_once(session.get_bind().dialect.name == "sqlite"), row
    )
    return inserted.first() is not None  # PostgreSQL's rowcount does not tell


def _row(chat_id: int, notice: Notice, now: datetime, not_before: datetime) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "payload": notice.to_json(),
        "kind": notice.kind.value,
        "about": notice.about,
        "conversation": notice.conversation,
        "not_before": not_before,
        "created_at": now,
    }


@cache
def _insert_once(is_sqlite: bool) -> Any:
    inserted = insert_or_leave(OutboxRow, is_sqlite=is_sqlite).values(NEW_ROW)
    return inserted.returning(col(OutboxRow.id))
