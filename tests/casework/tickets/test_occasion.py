"""The cases and facts of what is told of a ticket."""

from __future__ import annotations

import pytest

from casework.notices import Occasion
from casework.tickets import commands as c
from casework.tickets.occasion import FACTS, is_longer, own_ticket
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_a_complainant_is_told_when_it_takes_longer_than_said(stage: Stage) -> None:
    number = stage.complaint()
    stage.do("office", c.Accept(number))
    stage.mail()
    stage.do("office", c.Assign(number, stage.unit(), 40))
    assert "It takes longer than the 15 working days" in stage.mail()["parent"][0]
    finding = stage.town.ticket(stage.finding())
    with stage.database.read() as session:
        assert not is_longer(Occasion(stage.desk(session, "office"), finding, {"days": 0}))


def test_who_reported_a_merged_ticket_reads_its_own_number(stage: Stage) -> None:
    main, own = stage.town.ticket(stage.complaint()), stage.town.ticket(stage.complaint())
    with stage.database.read() as session:
        desk = stage.desk(session, "office")
        assert FACTS["number"](Occasion(desk, main, {})) == main.number
        told = Occasion(desk, main, {"own_ticket": own})
        assert FACTS["number"](told) == own.number
        assert own_ticket(told) is own
