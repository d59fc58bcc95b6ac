"""Whom a complaint is about: the head of that day, wherever they have gone."""

from __future__ import annotations

from storage.database import Database
from storage.queries.accused import accused_of, tickets_against
from storage.tables import Ticket
from tests.casework.stage import FIRST, Stage


def test_the_head_of_that_day_stays_accused(database: Database) -> None:
    stage = Stage(database)
    stage.complaint(about_head=True)
    with database.read() as session:
        head = stage.desk(session, "head").actor.person_id or 0
        other = stage.desk(session, "elsewhere").actor.person_id or 0
        ticket = session.get(Ticket, 1)
        assert ticket is not None
        assert set(accused_of(session, ticket)) == {head}
        assert tickets_against(session, head, []) == {1}
        assert tickets_against(session, other, [stage.unit(FIRST)]) == frozenset()


def test_of_a_complaint_about_nobody_nobody_is_accused(database: Database) -> None:
    stage = Stage(database)
    stage.complaint()
    with database.read() as session:
        ticket = session.get(Ticket, 1)
        assert ticket is not None
        assert not accused_of(session, ticket)
