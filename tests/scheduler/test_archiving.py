"""Archiving by the term of the campaign in whose days a ticket was filed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from casework.campaigns import load
from casework.desk import Desk
from casework.duty_commands import EndCampaign
from rules.campaign_file import read_campaign
from rules.lifecycle import TERM_DAYS, State
from scheduler.archiving import archive_closed
from storage.database import Database
from storage.tables import Ticket
from tests.casework.stage import Stage
from tests.duties import CAMPAIGN
from tests.town import BUREAU

SHORT = 90


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def load_campaign(stage: Stage, more: str) -> None:
    """Load the campaign with another term."""
    source = f"{CAMPAIGN}archive_after: {SHORT}\n{more}"
    with stage.database.write() as session:
        load(Desk(session, stage.town.clock(), BUREAU), read_campaign(source.encode()), source)


def archived_after(stage: Stage, days: float) -> list[str]:
    """Return the kinds that are archived when so many days have gone by since everything was closed."""
    with stage.database.write() as session:
        closed = session.exec(select(Ticket.closed_at).where(col(Ticket.closed_at).is_not(None))).first()
        assert closed is not None
        now = closed + timedelta(days=days)
        while archive_closed(Desk(session, now, BUREAU), now):
            pass
    with stage.database.read() as session:
        return sorted(session.exec(select(Ticket.kind).where(Ticket.state == State.ARCHIVED)))


def closed(stage: Stage, kind: str) -> str:
    number = stage.finding(kind)
    stage.set(number, state=State.CLOSED, closed_at=stage.town.clock())
    return number


def test_its_kinds_have_its_term_and_others_the_usual_one(stage: Stage) -> None:
    load_campaign(stage, "kinds: [{code: late, limit: 2}]\n")
    for kind in ("late", "smoking"):
        closed(stage, kind)
    assert archived_after(stage, SHORT - 0.1) == []
    assert archived_after(stage, SHORT) == ["late"]
    assert archived_after(stage, TERM_DAYS - 0.1) == ["late"]
    assert archived_after(stage, TERM_DAYS) == ["late", "smoking"]


def test_one_that_names_no_kinds_has_all(stage: Stage) -> None:
    load_campaign(stage, "")
    closed(stage, "smoking")
    assert archived_after(stage, SHORT) == ["smoking"]


def test_what_was_filed_outside_of_its_days_has_the_usual_term(stage: Stage) -> None:
    load_campaign(stage, "")
    number = closed(stage, "smoking")
    stage.set(number, filed_at=stage.town.clock() - timedelta(days=60))
    assert archived_after(stage, SHORT) == []
    assert archived_after(stage, TERM_DAYS) == ["smoking"]


def test_a_campaign_that_was_ended_keeps_its_term(stage: Stage) -> None:
    load_campaign(stage, "")
    closed(stage, "smoking")
    stage.do("office", EndCampaign(1, "done"))
    assert archived_after(stage, SHORT - 0.1) == []
    assert archived_after(stage, SHORT) == ["smoking"]
