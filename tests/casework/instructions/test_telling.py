"""The table of who is told what of an instruction."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from casework.instructions.commands import Instruct, ReportInstruction
from casework.instructions.telling import FACTS, RECEIPTS, TELLS
from storage.database import Database
from storage.tables import Chat
from tests.casework.stage import FIRST, Stage
from tests.casework.telling import facts_asked

DIGEST = "digest:2026-03-02"


def test_every_text_finds_its_facts() -> None:
    assert set(TELLS) == set(RECEIPTS)
    assert facts_asked(TELLS, RECEIPTS) <= set(FACTS)


def test_the_office_hears_when_nobody_can_be_reached(database: Database) -> None:
    stage = Stage(database)
    with database.write() as session:
        theirs = col(Chat.address).in_(("head", "handler"))
        for chat in session.exec(select(Chat).where(theirs)):
            chat.gone = True
    command = Instruct(DIGEST, "查", True, stage.unit(FIRST), date(2026, 3, 5))
    stage.do("leader", command)
    told = stage.mail()
    assert set(told) == {"office", "clerk"}
    assert "Nobody there can be reached here." in told["office"][0]


def test_a_long_instruction_is_quoted_in_part(database: Database) -> None:
    stage = Stage(database)
    words = "查" * 60
    stage.do("leader", Instruct(DIGEST, words, True, stage.unit(FIRST), date(2026, 3, 5)))
    stage.mail()
    stage.do("head", ReportInstruction("PS-2026-0001", "已查"))
    assert f"({'查' * 39}…)" in stage.mail()["leader"][0]
