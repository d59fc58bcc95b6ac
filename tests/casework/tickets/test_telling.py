"""The table of who is told what of a ticket."""

from __future__ import annotations

import pytest
from sqlmodel import select

from casework.tickets import commands as c
from casework.tickets.occasion import FACTS
from casework.tickets.receipts import RECEIPTS
from casework.tickets.telling import TELLS
from rules.lifecycle import STEPS
from storage.database import Database
from storage.tables import Chat, OutboxRow
from tests.casework.stage import Stage
from tests.casework.telling import facts_asked


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_notices_come_in_each_readers_language(stage: Stage) -> None:
    with stage.database.write() as session:
        for chat in session.exec(select(Chat)):
            chat.language = "zh_CN" if chat.address == "head" else "en"
            session.add(chat)
    stage.bring(stage.finding(), "accepted")
    stage.do("office", c.Assign("DC-2026-0001", stage.unit()))
    with (
        stage.database.read() as session
    ):  # what is queued is the sentence with facts, not words: each lane puts it into its own
        rows = session.exec(select(OutboxRow).where(OutboxRow.state == "queued")).all()
    texts = {row.payload["text"]["t"] for row in rows}
    assert "Assigned to you: {number}, {kind}. Deadline: {promised}.\n{words}" in texts


# what commands give with their events; everything else stands in FACTS
GIVEN = {
    "account", "code", "contact", "day", "days", "decision", "demands", "elsewhere", "key", "link",
    "made", "minutes", "question", "reason", "score", "until", "who",
}  # fmt: skip
# recorded, and told of elsewhere or to nobody
UNTOLD = {"archived", "warned", "instructed"}


def test_every_event_has_its_rows() -> None:
    events = {step.event for step in STEPS} | {"filed"}
    assert set(TELLS) == events - UNTOLD
    assert set(RECEIPTS) == set(TELLS) - {"resumed"}


def test_every_text_finds_its_facts() -> None:
    assert facts_asked(TELLS, RECEIPTS) <= set(FACTS) | GIVEN


def test_what_is_told_says_which_ticket_it_is_about(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    stage.do("parent", c.AskReopening(number, "r"))
    with stage.database.read() as session:
        notices = session.exec(select(OutboxRow).where(OutboxRow.kind == "notice")).all()
    assert notices
    assert {notice.about for notice in notices} == {number}
