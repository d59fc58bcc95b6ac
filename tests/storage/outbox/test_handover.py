"""What is unsent in a chat that changes hands."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from locales import Message
from storage.database import Database
from storage.outbox.handover import hand_over_unsent
from storage.outbox.notice import MessageKind, Notice
from storage.outbox.queue import queue
from storage.tables import OutboxRow
from tests.storage.outbox.conftest import NOW


@pytest.mark.parametrize("keeps", [True, False])
def test_notices_go_along_questions_end_and_what_stays_stays(
    database: Database, chats: list[int], keeps: bool
) -> None:
    old, new = chats
    notices = [
        Notice(Message("told")),
        Notice(Message("asked for words"), kind=MessageKind.QUESTION),
        Notice(Message("of a complaint"), stays=True),
    ]
    with database.write() as session:
        for notice in notices:
            queue(session, old, notice, NOW)
        hand_over_unsent(session, old, new, NOW, keeps=keeps)
    with database.read() as session:
        listed = select(OutboxRow).where(OutboxRow.state == "queued").order_by(col(OutboxRow.id))
        left = {(row.chat_id, Notice.from_row(row).text.text) for row in session.exec(listed)}
    stayed = {(old, "of a complaint")} if keeps else set()
    assert left == {(new, "told"), *stayed}
