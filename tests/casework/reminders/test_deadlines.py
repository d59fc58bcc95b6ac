"""What is said when a limit of the office or the unit runs out, and to whom."""

from __future__ import annotations

from datetime import date

import pytest

from casework.grouping import Item
from casework.reminders.at_hand import read_at_hand
from casework.reminders.deadlines import say_limit
from casework.tickets import commands as c
from storage.database import Database
from tests.casework.duties.cast import retire
from tests.casework.reminders.pressing import (
    assigned,
    at,
    keys,
    labels,
    line,
    moment,
    reminder,
    ticket_of,
)
from tests.casework.stage import FIRST, Stage

OFFICE = {"office", "clerk"}


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def said(stage: Stage, number: str, about: str, until: str) -> tuple[set[str], Item] | None:
    """Return whom a reminder of this limit reaches, and what it says to the first of them."""
    with stage.database.read() as session:
        desk, ticket = stage.town.desk(session), ticket_of(session, number)
        at_hand = read_at_hand(desk, [ticket])
        found = say_limit(desk, ticket, reminder(about, ticket, moment(until)), at_hand)
        if found is None:
            return None
        return keys(session, found), next(iter(found.values()))


@pytest.mark.parametrize(
    ("state", "about", "until", "people", "words", "button"),
    [
        ("submitted", "accept", "03-03", OFFICE, "To be accepted or declined", "Accept"),
        ("accepted", "accept", "03-03", OFFICE, "To be assigned", "Assign"),
        ("assigned", "take", "03-03", {"head", "handler"}, "To be taken on", "Take it on"),
        ("handed_back", "accept", "03-03", OFFICE, "Handed back, to be ruled on", "Assign"),
        ("answered", "check", "03-04", OFFICE, "To be checked", "Approve"),
    ],
)
def test_whoever_has_to_act_is_told_what_is_to_be_done_and_until_when(
    stage: Stage, state: str, about: str, until: str, people: set[str], words: str, button: str
) -> None:
    number = stage.bring(stage.complaint(), state)
    found = said(stage, number, about, until)
    assert found is not None
    assert found[0] == people
    day = date.fromisoformat(f"2026-{until}")
    assert line(found[1]) == (
        f"{words}: {number} Banned tutoring, {FIRST}. Due by {day.day} Mar 18:00."
    )
    assert labels(found[1].buttons) == [f"Open {number}", button]
    own_list = ["Our unit's tickets"] if "head" in people else ["Waiting for the office"]
    assert labels([found[1].rest]) == own_list


def test_what_is_over_is_said_to_be_and_weighs_more(stage: Stage) -> None:
    number = stage.finding()
    before = said(stage, number, "accept", "03-03")
    at(stage, "03-04")
    after = said(stage, number, "accept", "03-03")
    assert before is not None
    assert after is not None
    assert line(after[1]).endswith("It was due by 3 Mar 18:00.")
    assert after[1].weight > before[1].weight


def test_nothing_is_said_once_it_is_done_or_when_the_limit_is_another(stage: Stage) -> None:
    number = stage.finding()
    for about, until in (("accept", "03-04"), ("take", "03-03"), ("supervise", "03-03")):
        assert said(stage, number, about, until) is None
    stage.bring(number, "in_progress")
    assert said(stage, number, "accept", "03-03") is None


def test_where_nobody_answers_for_the_unit_the_office_gives_it_to_another(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    retire(stage, "head", "handler", "above")
    found = said(stage, number, "take", "03-03")
    assert found is not None
    assert found[0] == OFFICE
    assert line(found[1]).startswith("Not taken on, for nobody answers for the unit: ")
    assert labels(found[1].buttons) == [f"Open {number}", "Assign to another unit"]


def test_under_supervision_the_unit_and_the_office_are_told_each_with_its_button(
    stage: Stage,
) -> None:
    number = assigned(stage)
    stage.do("office", c.Supervise(number, "see to it", date(2026, 3, 11)))
    with stage.database.read() as session:
        desk, ticket = stage.town.desk(session), ticket_of(session, number)
        row = reminder("supervise", ticket, moment("03-11"))
        found = say_limit(desk, ticket, row, read_at_hand(desk, [ticket]))
        assert found is not None
        assert keys(session, found) == {"head", "handler", *OFFICE}
        by_key = {next(iter(keys(session, [person]))): item for person, item in found.items()}
    assert line(by_key["head"]) == (
        f"Under supervision, to be settled: {number} Late, {FIRST}. Due by 11 Mar 18:00."
    )
    assert labels(by_key["head"].buttons)[1] == "Answer"
    assert labels(by_key["office"].buttons)[1] == "End supervision"
    assert said(stage, number, "supervise", "03-12") is None  # another day was set
    stage.do("office", c.LiftSupervision(number, "done"))
    assert said(stage, number, "supervise", "03-11") is None
