"""Tickets of the replay: so many a month, each on its way through office and unit to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import col, select

from bot.replay.life import LAST_DAY, LATE, NEVER, PUNCTUAL, Life
from bot.replay.tickets import plan_tickets
from locales.translate import BEIJING
from rules.campaign.duties import Span
from rules.campaign.file import read_campaign
from storage.database import Database
from storage.tables import Event, RoleHeld, Ticket
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import CAMPAIGN


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def replay(stage: Stage, a_month: int, habit: str, months: int = 1) -> Life:
    """Let the tickets of so many months from February go their way."""
    campaign = read_campaign(CAMPAIGN.encode())
    period = Span.model_validate({"from": date(2026, 2, 1), "to": date(2026, 1 + months, 28)})
    life = Life(campaign.model_copy(update={"period": period}))
    with stage.database.write() as session:
        plan_tickets(stage.town.desk(session), life, a_month, (habit,))
    while (moment := life.next()) is not None:
        stage.town.clock.now = moment
        with stage.database.write() as session:
            life.go_on(stage.town.desk(session))
    return life


def tickets(stage: Stage) -> Sequence[Ticket]:
    """Return all tickets in order."""
    with stage.database.read() as session:
        return session.exec(select(Ticket).order_by(col(Ticket.id))).all()


def answered_late(stage: Stage) -> list[bool]:
    """Tell of each answer whether it came after the deadline."""
    answers = select(Ticket, Event).join(Event).where(Event.name == "answered")
    with stage.database.read() as session:
        return [
            event.at.astimezone(BEIJING).date() > ticket.due_at.astimezone(BEIJING).date()
            for ticket, event in session.exec(answers)
            if ticket.due_at is not None
        ]


def test_every_month_has_so_many_and_every_third_is_a_complaint(stage: Stage) -> None:
    life = replay(stage, 2, PUNCTUAL, months=3)
    assert life.refused == []
    found = tickets(stage)
    months = Counter(f"{ticket.filed_at.astimezone(BEIJING):%m}" for ticket in found)
    assert months == {"02": 2, "03": 2, "04": 2}
    assert [ticket.track for ticket in found] == ["finding", "finding", "complaint"] * 2
    assert {ticket.state for ticket in found} == {"closed", "resolved"}
    assert len({ticket.unit_id for ticket in found}) == 2  # the units in turn


@pytest.mark.parametrize(
    ("habit", "late"), [(PUNCTUAL, False), (LAST_DAY, False), (LATE, True), (NEVER, True)]
)
def test_a_unit_answers_by_its_habit(stage: Stage, habit: str, late: bool) -> None:
    life = replay(stage, 1, habit)
    assert life.refused == []
    assert answered_late(stage) == [late]


def test_a_unit_without_anybody_gets_none(stage: Stage) -> None:
    with stage.database.write() as session:
        for held in session.exec(select(RoleHeld).where(RoleHeld.unit_id == stage.unit(SECOND))):
            session.delete(held)
    replay(stage, 2, PUNCTUAL)
    assert {ticket.unit_id for ticket in tickets(stage)} == {stage.unit(FIRST)}
