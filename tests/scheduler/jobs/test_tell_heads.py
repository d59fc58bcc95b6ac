"""The head of a day goes to the custodian, and into the leader's digest."""

from __future__ import annotations

import pytest
from sqlmodel import select

from casework.digests.figures import facts_for
from casework.digests.notice import digest_notice
from casework.people.accounts import actor_of
from locales import translate
from scheduler.jobs.anchor import anchor
from scheduler.jobs.tell_heads import tell_heads
from storage.anchors import head_in_words, last_closed
from storage.database import Database
from storage.tables import Chat
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    """A day is over on which something was anchored."""
    stage = Stage(sqlite_database)
    stage.finding()
    for _time in range(3):
        with stage.database.write() as session:
            anchor(stage.town.desk(session), stage.town.clock())
    stage.town.clock.forward(hours=8, minutes=8)
    stage.mail()
    return stage


def _head(stage: Stage) -> str:
    with stage.database.read() as session:
        closed = last_closed(session, stage.town.clock(), stage.town.desk(session).bureau.zone)
        assert closed is not None
        return head_in_words(closed)


def _tell(stage: Stage) -> dict[str, list[str]]:
    with stage.database.write() as session:
        tell_heads(stage.town.desk(session), stage.town.clock())
    return stage.mail()


def test_the_custodian_gets_the_head_once(stage: Stage) -> None:
    assert _tell(stage) == {
        "custodian": [
            f"Head of the records: {_head(stage)}. Please keep this message: with it anybody can "
            "show later that nothing recorded until then was altered or set back."
        ]
    }
    assert _tell(stage) == {}


def test_nobody_is_told_on_a_free_day(stage: Stage) -> None:
    stage.town.clock.forward(days=5)  # a Saturday
    assert _tell(stage) == {}


@pytest.mark.parametrize("every", ["day", "week"])
def test_a_day_s_digest_ends_with_the_head(stage: Stage, every: str) -> None:
    with stage.database.write() as session:
        desk = stage.town.desk(session)
        chat = session.exec(select(Chat).where(Chat.address == "leader")).one()
        leader = actor_of(desk, chat)
        (facts,) = facts_for(desk, [leader], every, desk.now)
        lines = translate(digest_notice(desk, leader, facts).text, "en").splitlines()
    assert (lines[-1] == f"Head of the records: {_head(stage)}") == (every == "day")
