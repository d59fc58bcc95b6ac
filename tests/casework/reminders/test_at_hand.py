"""What is read of tickets at once, and who may hear of one or open it."""

from __future__ import annotations

from datetime import date

import pytest

from casework.reminders.at_hand import read_at_hand
from casework.reminders.warnings import issue
from casework.tickets import commands as c
from storage.database import Database
from tests.casework.duties.cast import person_id, retire
from tests.casework.reminders.pressing import assigned, ticket_of
from tests.casework.stage import CAST, Stage
from tests.town import MONDAY


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def told(stage: Stage, number: str) -> dict[str, bool]:
    """Return who of the cast may hear of the ticket, and whether they may open it."""
    people = {person_id(stage, name): name for name in CAST}
    with stage.database.read() as session:
        desk, ticket = stage.town.desk(session), ticket_of(session, number)
        found = read_at_hand(desk, [ticket]).may_be_told(desk, ticket, people)
        return {people[person]: sees for person, sees in found.items()}


def test_everybody_may_hear_of_a_ticket_and_those_with_a_part_in_it_open_it(stage: Stage) -> None:
    found = told(stage, assigned(stage))
    assert set(found) == set(CAST)
    openers = {name for name, sees in found.items() if sees}
    assert openers == {"inspector", "office", "clerk", "custodian", "leader", "head", "handler"}


def test_of_a_restricted_one_only_those_hear_who_may_open_it(stage: Stage) -> None:
    found = told(stage, stage.bring(stage.complaint(about_head=True), "assigned"))
    assert set(found.values()) == {True}
    assert "head" not in found  # whom it is about
    assert {"custodian", "above"} <= set(found)
    assert not {"leader", "elsewhere", "teacher"} & set(found)


def test_who_has_left_hears_of_nothing(stage: Stage) -> None:
    number = assigned(stage)
    retire(stage, "handler")
    assert "handler" not in told(stage, number)


def test_whoever_acts_for_a_unit_without_people_opens_its_tickets(stage: Stage) -> None:
    number = assigned(stage, unit="第二小学", taken=False)
    retire(stage, "elsewhere")
    assert told(stage, number)["above"]


def test_somebody_asked_for_twice_is_told_once(stage: Stage) -> None:
    number, head = assigned(stage), person_id(stage, "head")
    with stage.database.read() as session:
        desk, ticket = stage.town.desk(session), ticket_of(session, number)
        at_hand = read_at_hand(desk, [ticket])
        assert at_hand.may_be_told(desk, ticket, [head, head, 404]) == {head: True}


def test_it_is_known_what_was_issued_since_when_it_waits_and_what_is_supervised(
    stage: Stage,
) -> None:
    warned, waiting = assigned(stage), assigned(stage, taken=False)
    stage.do("office", c.Supervise(warned, "see to it", date(2026, 3, 11)))
    with stage.database.write() as session:
        issue(stage.town.desk(session), ticket_of(session, warned), "blue", "CB-2026-0001")
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        first, second = (ticket_of(session, number) for number in (warned, waiting))
        found = read_at_hand(desk, [first, second])
        assert set(found.issued[first.id or 0]) == {"blue"}
        assert found.issued[second.id or 0] == {}
        assert found.entered == {second.id: MONDAY}  # on the other no limit runs
        assert set(found.supervisions) == {first.id}
