"""Every minute what is a minute old is blurred."""

from __future__ import annotations

from datetime import UTC, timedelta

from sqlmodel import select

from scheduler.jobs.blur import blur_moments
from scheduler.timetable import TIMETABLE
from storage.database import Database
from storage.moments import week_of
from storage.tables import Chat, OutboxRow
from tests.town import Town


def test_a_visit_leaves_its_week_and_nothing_that_was_said(database: Database) -> None:
    town = Town(database)
    stranger = town.phone("stranger")
    town.play("stranger > (start)\nstranger > complain")
    town.play("stranger > Cancel")
    town.clock.forward(minutes=2)
    with town.database.write() as session:
        assert blur_moments(town.desk(session), town.clock()) == 0
    with town.database.read() as session:
        chat = session.exec(select(Chat).where(Chat.address == stranger.name)).one()
        left = session.exec(select(OutboxRow)).all()
    assert chat.seen_at.replace(tzinfo=UTC) == week_of(town.clock() - timedelta(minutes=2))
    assert {row.state for row in left} <= {"queued"}


def test_it_runs_every_minute() -> None:
    assert str(TIMETABLE["blur"].trigger) == str(TIMETABLE["remind"].trigger)
    assert str(TIMETABLE["empty_log"].trigger) == str(TIMETABLE["remind"].trigger)
