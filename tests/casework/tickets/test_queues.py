"""What waits for somebody, in the order of what must happen next."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from casework.tickets import commands as c
from casework.tickets.queues import accept_by, most_pressing, tickets_to_answer
from storage.database import Database
from storage.tables import Ticket
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def test_the_office_decides_within_a_working_day(stage: Stage) -> None:
    with stage.database.read() as session:
        desk = stage.desk(session, "office")
        friday = datetime(2026, 3, 6, 2, tzinfo=UTC)
        assert accept_by(desk, friday) == date(2026, 3, 9)


def test_what_is_due_first_stands_first(stage: Stage) -> None:
    late, soon, new = stage.finding(), stage.finding(), stage.complaint()
    stage.do("office", c.Assign(late, stage.unit(), 10))
    stage.do("office", c.Assign(soon, stage.unit(), 3))
    with stage.database.read() as session:
        tickets = list(session.exec(select(Ticket)))
        found = most_pressing(stage.desk(session, "office"), tickets)
        assert [ticket.number for ticket in found] == [new, soon, late]
        mine = tickets_to_answer(stage.desk(session, "head"))
        assert [ticket.number for ticket in mine] == [soon, late]
        assert tickets_to_answer(stage.desk(session, "elsewhere")) == []
    stage.set(soon, due_at=None)  # it stands last
    with stage.database.read() as session:
        mine = tickets_to_answer(stage.desk(session, "head"))
        assert [ticket.number for ticket in mine] == [late, soon]
