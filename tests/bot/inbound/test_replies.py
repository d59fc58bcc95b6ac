"""What is said to a chat carries its kind, its conversation and what it is about."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from rules.permissions import Role
from storage.database import Database
from storage.tables import OutboxRow
from tests.town import Town


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database)


def _said(town: Town) -> list[tuple[str, str, str]]:
    with town.database.read() as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    return [(row.kind, row.conversation, row.about) for row in rows]


def test_a_question_a_reply_and_what_became_of_a_command(town: Town) -> None:
    town.play("parent > complain")
    assert _said(town)[-1] == ("question", "complain", "")
    town.play("parent > menu")
    assert _said(town)[-1] == ("reply", "menu", "")
    town.play("""
        parent > complain
        parent > the gate is locked
        parent > Done
        parent > 1
        parent > 第一中学
        parent > [No]
        parent > [Anonymous]
        parent > [Submit]
    """)
    assert ("shown_once", "complain", "") in _said(town)


def test_a_ticket_that_is_shown_is_what_the_message_is_about(town: Town) -> None:
    town.person("inspector", Role.INSPECTOR)
    town.person("office", Role.OFFICE)
    town.play("office > menu")
    town.play("""
        inspector > (photo)
        inspector > Done
        inspector > 第一中学
        inspector > [Late]
        inspector > [Skip]
        inspector > [Skip]
        inspector > 1
    """)
    assert ("receipt", "report", "DC-2026-0001") in _said(town)
    assert ("notice", "", "DC-2026-0001") in _said(town)
