"""The chain of events of a ticket."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlmodel import select

from casework.tickets.events import FIRST_HASH, broken_links, hash_of, history
from locales import translate
from storage.database import Database
from storage.tables import Event, Ticket
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def _errors(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        ticket = session.exec(select(Ticket)).one()
        return [translate(error, "en") for error in broken_links(session, ticket)]


def test_each_event_is_chained_to_the_one_before(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "resolved")
    events = stage.events(number)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert events[0].previous == FIRST_HASH
    for before, event in pairwise(events):
        assert event.previous == before.hash == hash_of(before)
    assert _errors(stage) == []


def test_a_changed_record_is_found(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "assigned")
    with stage.database.write() as session:
        event = history(session, session.exec(select(Ticket)).one())[1]
        event.note = {"reason": "another"}
        session.add(event)
    assert _errors(stage) == [f"{number}: record 2 was changed, or does not fit the one before it"]


def test_a_missing_record_and_a_state_set_by_hand_are_found(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "assigned")
    with stage.database.write() as session:
        session.delete(session.exec(select(Event).where(Event.seq == 3)).one())
    errors = _errors(stage)
    assert [f"{number}: the last record is not the one the ticket knows" in errors[0]] == [True]
    assert errors[1] == f"{number}: the state is not the one the last record led to"
