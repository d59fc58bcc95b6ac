"""The photos of a ticket: whose they are, and what is stamped on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from casework.execute import execute
from casework.tickets import commands as c
from storage.database import Database
from storage.tables import Evidence, Ticket
from tests.casework.stage import Stage
from tests.town import BUREAU


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def test_a_photo_of_another_chat_or_ticket_is_not_taken(stage: Stage) -> None:
    foreign, mine = stage.photo("parent"), stage.photo("inspector")
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "w", (foreign, mine, 9999)))
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "w", (mine,)))
    with stage.database.read() as session:
        first = session.exec(select(Ticket.id).where(Ticket.number == "DC-2026-0001")).one()
        assert session.get_one(Evidence, foreign).ticket_id is None
        kept = session.get_one(Evidence, mine)
        assert kept.ticket_id == first
        assert kept.stamp == {
            "time": "2026-03-02 09:00",
            "place": "第一中学",
            "number": "DC-2026-0001",
            "bureau": BUREAU.name,
        }


def test_what_an_inspector_adds_is_stamped_and_what_a_complainant_adds_is_not(stage: Stage) -> None:
    number, added, proof = stage.finding("late"), stage.photo("inspector"), stage.photo("parent")
    stage.do("inspector", c.Supply(number, photos=(added,)))
    stage.do("parent", c.Supply(stage.complaint(), photos=(proof,)))
    with stage.database.read() as session:
        stamp = {
            "time": "2026-03-02 09:00",
            "place": "第一中学",
            "number": number,
            "bureau": BUREAU.name,
        }
        assert session.get_one(Evidence, added).stamp == stamp
        assert session.get_one(Evidence, proof).stamp is None


@pytest.mark.parametrize(
    ("zone", "time"), [("Asia/Urumqi", "2026-03-03 05:30"), ("Asia/Shanghai", "2026-03-03 07:30")]
)
def test_the_time_stamped_is_the_bureaus(stage: Stage, zone: str, time: str) -> None:
    """It is neither the server's nor UTC, and not what the phone said."""
    photo, unit = stage.photo("inspector"), stage.unit()
    with stage.database.write() as session:
        evidence = session.get_one(Evidence, photo)
        evidence.received_at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
        session.add(evidence)
    with stage.database.write() as session:
        desk = stage.desk(session, "inspector")
        desk.bureau = replace(desk.bureau, zone=ZoneInfo(zone))
        execute(desk, c.FileFinding(unit, "late", "w", (photo,)))
    with stage.database.read() as session:
        stamp = session.get_one(Evidence, photo).stamp or {}
    assert stamp["time"] == time
