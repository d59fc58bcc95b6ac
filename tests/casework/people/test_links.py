"""Links: one thing, one person, a while, and the page they were made for."""

from __future__ import annotations

import pytest

from casework.people.links import open_link, write_link
from rules import limits
from storage.database import Database
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    """The town with everybody on it."""
    return Stage(sqlite_database)


def made(stage: Stage, who: str, kind: str) -> str:
    with stage.database.read() as session:
        return write_link(stage.desk(session, who), kind, 5).rpartition("/")[2]


def opened(stage: Stage, kind: str, token: str) -> tuple[int | None, str]:
    with stage.database.read() as session:
        desk = stage.desk(session, "parent")
        return open_link(desk, kind, token), desk.actor.name


def test_it_opens_for_whom_it_was_made_until_its_time_is_over(stage: Stage) -> None:
    token = made(stage, "head", "documents")
    stage.town.clock.forward(minutes=limits.LINK_MINUTES)
    assert opened(stage, "documents", token) == (5, "head")
    stage.town.clock.forward(seconds=1)
    assert opened(stage, "documents", token) == (None, "")


def test_it_opens_no_other_page(stage: Stage) -> None:
    assert opened(stage, "identity", made(stage, "custodian", "documents")) == (None, "")
