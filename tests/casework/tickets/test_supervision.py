"""Supervision: listed once, with a day to come, and taken off by a decision."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from casework.refusals import AlreadyDone
from casework.tickets import commands as c
from casework.tickets.supervision import DayIsOver, NotSupervised, propose
from storage.database import Database
from storage.tables import Ticket
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_listed_once_and_taken_off(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "in_progress")
    with pytest.raises(DayIsOver):
        stage.do("office", c.Supervise(number, "d", date(2026, 3, 1)))
    with pytest.raises(NotSupervised):
        stage.do("office", c.LiftSupervision(number, "over"))
    stage.do("office", c.Supervise(number, "d", date(2026, 3, 9)))
    with pytest.raises(AlreadyDone):
        stage.do("office", c.Supervise(number, "d", date(2026, 3, 9)))
    assert stage.town.ticket(number).supervised
    stage.mail()
    (others,) = stage.do("office", c.LiftSupervision(number, "over")).buttons
    assert others.conversation == "supervised"
    assert not stage.town.ticket(number).supervised
    assert f"{number} is no longer under supervision: over" in stage.mail()["head"][0]


def test_only_a_proposal_is_refused(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "in_progress")
    with pytest.raises(NotSupervised):
        stage.do("office", c.RefuseSupervision(number, "r"))
    with stage.database.write() as session:
        propose(stage.town.desk(session), session.exec(select(Ticket)).one())
    stage.do("office", c.RefuseSupervision(number, "r"))
    with pytest.raises(NotSupervised):
        stage.do("office", c.RefuseSupervision(number, "r"))
    assert stage.mail() == {}
