"""What events say of a ticket's columns: all that the usual way of a ticket leaves there."""

from __future__ import annotations

import pytest

from casework.tickets import commands as c
from casework.tickets.explained import explained
from storage.database import Database
from tests.casework.stage import SECOND, Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def _differing(stage: Stage, number: str) -> list[str]:
    """Return which columns stand otherwise than the events say."""
    ticket, said = stage.town.ticket(number), explained(stage.events(number))
    columns = type(ticket).model_fields
    assert "words" in said
    return [name for name in said if name in columns and said[name] != getattr(ticket, name)]


def test_a_complaint_is_explained_from_filing_to_its_end(stage: Stage) -> None:
    number = stage.complaint()
    for step in (
        ("office", c.Accept(number)),
        ("office", c.Assign(number, stage.unit(SECOND), 7)),
        ("elsewhere", c.HandBack(number, "not ours")),
        ("office", c.Assign(number, stage.unit())),
        ("head", c.Take(number)),
        ("head", c.Answer(number, "cause", "measure", "Wang")),
        ("office", c.SendBack(number, "which bill?")),
        ("head", c.Answer(number, "cause", "all paid back", "Wang", caption="bill")),
        ("office", c.Approve(number)),
        ("parent", c.Rate(number, 2, "slow", "it goes on")),
        ("office", c.Reopen(number)),
        ("head", c.Take(number)),
        ("head", c.Answer(number, "cause", "paid", "Wang")),
        ("office", c.Approve(number)),
        ("parent", c.AskReopening(number, "it goes on")),
        ("office", c.Uphold(number, "it is paid")),
    ):
        stage.do(*step)
        assert _differing(stage, number) == [], step


def test_a_finding_is_explained_from_filing_to_its_end(stage: Stage) -> None:
    photo = stage.photo("inspector")
    stage.do("inspector", c.FileFinding(stage.unit(), "late", "words", (photo,)))
    number, slip = "DC-2026-0001", stage.photo("head")
    assert explained(stage.events(number))["photos"] == {photo}
    until = stage.town.clock().date()
    for step in (
        ("office", c.Assign(number, stage.unit())),
        ("office", c.Supervise(number, "settle it", until)),
        ("head", c.Take(number)),
        ("head", c.Excuse(number, "on leave", (slip,))),
        ("office", c.Approve(number)),
        ("office", c.LiftSupervision(number, "settled")),
        ("office", c.LookBack(number, "again", relapse=True)),
    ):
        stage.do(*step)
        assert _differing(stage, number) == [], step
    assert explained(stage.events(number))["photos"] == {photo, slip}
    assert _differing(stage, "DC-2026-0002") == []
