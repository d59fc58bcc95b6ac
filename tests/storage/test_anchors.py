"""Anchors: what is new is added to its day, once, and the days are chained."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from casework.tickets import commands as c
from locales.translate import BEIJING
from storage.anchors import (
    BEFORE,
    AnchorsChanged,
    anchor_new,
    day_at,
    day_of,
    head_in_words,
    is_adopted,
    last_closed,
)
from storage.database import Database
from storage.tables import Anchor, Event, Person, Record
from tests.casework.stage import Stage

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 9:00 in Beijing


def _anchor(database: Database, now: datetime = MORNING) -> int:
    with database.write() as session:
        return anchor_new(session, now, BEIJING)


def _anchors(database: Database) -> list[Anchor]:
    with database.read() as session:
        return list(session.exec(select(Anchor).order_by(col(Anchor.day))))


def test_what_is_new_is_anchored_once(database: Database) -> None:
    stage = Stage(database)
    stage.finding()
    while _anchor(database):
        pass
    first, day = _anchors(database)
    assert (first.day, first.count, is_adopted(first)) == (BEFORE, 0, True)
    with database.read() as session:
        events = session.exec(select(Event.anchored)).all()
        records = session.exec(select(Record.anchored)).all()
    assert {*events, *records} == {day.day}
    assert day.count == len(events) + len(records)
    stage.finding()
    assert _anchor(database) == 2  # the event and the ticket
    assert _anchor(database) == 0
    assert _anchors(database)[1].count == day.count + 2


def test_a_day_closes_in_the_afternoon_and_its_head_stays(database: Database) -> None:
    stage = Stage(database)
    while _anchor(database):
        pass
    with database.read() as session:
        assert last_closed(session, MORNING + timedelta(hours=7, minutes=29), BEIJING) is None
        closed = last_closed(session, MORNING + timedelta(hours=7, minutes=30), BEIJING)
    assert closed is not None
    assert f"{day_of(closed)}" == "2026-03-02"
    assert head_in_words(closed) == f"20260302-{closed.head[:16]}"
    stage.finding()
    _anchor(database, MORNING + timedelta(hours=8))
    with database.read() as session:
        again = last_closed(session, MORNING + timedelta(hours=8), BEIJING)
    assert again is not None
    assert again.head == closed.head


def test_a_clock_that_is_set_back_adds_to_no_closed_day(database: Database) -> None:
    stage = Stage(database)
    while _anchor(database, MORNING + timedelta(days=1)):
        pass
    stage.finding()
    assert _anchor(database, MORNING) == 2
    assert [anchor.day for anchor in _anchors(database)] == [
        BEFORE,
        day_at(MORNING + timedelta(days=1), BEIJING),
    ]


def test_what_was_there_before_is_taken_in(database: Database) -> None:
    """As after an upgrade: events without a key and rows without records."""
    stage = Stage(database)
    number = stage.bring(stage.complaint(), "assigned")
    with database.write() as session:
        session.execute(text("DELETE FROM records"))
        session.execute(update(Event).values(anchored=None))
    stage.do("head", c.Take(number))
    while _anchor(database):
        pass
    first, day = _anchors(database)
    with database.read() as session:
        events = session.exec(select(Event.anchored).order_by(col(Event.seq))).all()
        persons = session.exec(select(Record.anchored).where(Record.kind == "persons")).all()
    assert events == [None, None, None, day.day]
    assert set(persons) == {BEFORE}
    assert first.count > len(persons)


def test_nothing_is_added_to_an_anchor_that_somebody_changed(database: Database) -> None:
    stage = Stage(database)
    while _anchor(database):
        pass
    with database.write() as session:
        session.execute(update(Anchor).where(col(Anchor.day) > BEFORE).values(count=1))
    stage.finding()
    with pytest.raises(AnchorsChanged):
        _anchor(database)


def test_another_key_adds_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(Person(key="k", name="n"))
    while _anchor(database):
        pass
    database.key = b"another"
    with pytest.raises(AnchorsChanged):
        _anchor(database)
