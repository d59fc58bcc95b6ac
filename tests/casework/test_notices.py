"""Notices say what they are about, and that nobody asked for them."""

from __future__ import annotations

from sqlmodel import select

from storage.database import Database
from storage.outbox.notice import MessageKind
from storage.tables import OutboxRow
from tests.casework.stage import Stage


def test_a_notice_of_a_ticket_carries_its_number(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    number = stage.bring(stage.complaint("named"), "in_progress")
    with sqlite_database.read() as session:
        rows = session.exec(
            select(OutboxRow.about, OutboxRow.conversation).where(
                OutboxRow.kind == MessageKind.NOTICE
            )
        ).all()
    assert set(rows) == {(number, "")}
