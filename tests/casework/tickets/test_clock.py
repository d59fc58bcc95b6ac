"""What the clock does to tickets."""

from __future__ import annotations

import pytest
from sqlmodel import select

from casework.tickets import commands as c
from casework.tickets.clock import archive, resume
from rules.lifecycle import WrongState
from storage.database import Database
from storage.tables import Ticket
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_the_clock_alone_resumes_and_archives(stage: Stage) -> None:
    number = stage.bring(stage.finding(), "closed")
    with stage.database.write() as session:
        ticket = session.exec(select(Ticket)).one()
        with pytest.raises(WrongState):
            resume(stage.town.desk(session), ticket)
        archive(stage.town.desk(session), ticket)
    assert [each.to_state for each in stage.events(number)][-2:] == ["closed", "archived"]
    assert stage.faults() == []


def test_the_unit_hears_that_its_clock_goes_on(stage: Stage) -> None:
    number = stage.bring(stage.complaint(), "in_progress")
    stage.do("head", c.AskReporter(number, "when?"))
    stage.mail()
    with stage.database.write() as session:
        resume(stage.town.desk(session), session.exec(select(Ticket)).one())
    mail = stage.mail()
    assert set(mail) == {"head", "handler"}
    assert "the reporter has not answered; your clock goes on" in mail["head"][0]
