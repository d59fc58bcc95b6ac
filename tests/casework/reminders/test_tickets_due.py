"""What becomes of the due reminders of tickets: said, put off, superseded or dropped."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from casework.reminders.said import Found
from casework.reminders.tickets_due import WARNING, find_due
from casework.tickets import commands as c
from rules.kinds.usual import USUAL
from storage.database import Database
from storage.queries.reminders import FOR_ONE
from storage.tables import IssuedWarning, Reminder, Supervision
from tests.casework.duties.cast import person_id, retire
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
from tests.casework.stage import Stage

WARNED = {"head", "handler"}
ALL = {*WARNED, "leader", "office", "clerk"}


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


class Looked:
    """What one look found of a ticket."""

    def __init__(self, stage: Stage, number: str, *due: Reminder) -> None:
        with stage.database.write() as session:
            ticket = ticket_of(session, number)
            for place, row in enumerate(due, 1):
                row.id, row.subject = place, ticket.id or 0
            subject = (WARNING, ticket.id or 0)
            self.found: Found = find_due(stage.town.desk(session), {subject: due})[subject]
            self.people = keys(session, [each.person for each in self.found.lines])
        self.lines = {line(each.item) for each in self.found.lines}

    @property
    def states(self) -> list[str]:
        return [state for _row, state in sorted(self.found.states.items())]


def level(name: str, until: str = "03-05") -> Reminder:
    """Return the due reminder of a warning."""
    return reminder(WARNING, 0, moment(until), name)


def issued(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        rows = session.exec(select(IssuedWarning).order_by(col(IssuedWarning.id))).all()
    return [f"{row.number} {row.level}" for row in rows]


@pytest.mark.parametrize(
    ("name", "day", "people"),
    [("blue", "03-04", WARNED), ("yellow", "03-06", {*WARNED, "leader"}), ("red", "03-10", ALL)],
)
def test_a_warning_is_issued_and_said_to_whom_it_reaches(
    stage: Stage, name: str, day: str, people: set[str]
) -> None:
    number = assigned(stage)
    at(stage, day)
    looked = Looked(stage, number, level(name))
    assert (looked.people, looked.states) == (people, ["sent"])
    assert issued(stage) == [f"CB-2026-0001 {name}"]


def test_of_several_the_highest_is_said_and_all_are_issued(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-10")
    looked = Looked(stage, number, *map(level, ("blue", "yellow", "red")))
    assert looked.states == ["superseded", "superseded", "sent"]
    assert issued(stage) == ["CB-2026-0001 yellow", "CB-2026-0002 red"]  # the day is over
    assert {each.partition(":")[0] for each in looked.lines} == {
        f"{number} Late, 第一中学",
        "CB-2026-0002 red",
    }


def test_a_red_one_proposes_supervision_once(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-10")
    Looked(stage, number, level("red"))
    stage.set(number, due_at=moment("03-06"))
    at(stage, "03-11")
    Looked(stage, number, level("red", "03-06"))
    with stage.database.read() as session:
        assert len(session.exec(select(Supervision)).all()) == 1
    assert len(issued(stage)) == 2  # once for each deadline


def test_what_was_issued_is_not_issued_again(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-06")
    Looked(stage, number, level("yellow"))
    again = Looked(stage, number, level("yellow"))
    assert (again.people, again.states) == (set(), ["superseded"])
    assert len(issued(stage)) == 1


@pytest.mark.parametrize("happens", ["answered", "moved"])
def test_what_no_longer_holds_is_not_said(stage: Stage, happens: str) -> None:
    number = assigned(stage)
    if happens == "answered":
        stage.do("head", c.Answer(number, "cause", "measure", "Wang"))
    else:
        stage.set(number, due_at=moment("03-09"))
    at(stage, "03-06")
    looked = Looked(stage, number, level("yellow"))
    assert looked.people == set()
    assert looked.states == ["superseded" if happens == "answered" else "dropped"]
    assert issued(stage) == []


def test_at_night_it_is_put_off_to_the_morning(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-06", "20:00")
    looked = Looked(stage, number, level("yellow"))
    assert (looked.people, looked.states) == (set(), [])
    assert looked.found.moved == {1: moment("03-09", "08:31")}
    assert issued(stage) == []
    at(stage, "03-09")
    Looked(stage, number, level("yellow"))
    assert issued(stage) == ["CB-2026-0001 yellow"]  # no number was used up meanwhile


def test_what_is_urgent_is_said_at_night_whatever_anybody_prefers(stage: Stage) -> None:
    urgent = next(kind.code for kind in USUAL.complaints if kind.urgent)
    number = assigned(stage)
    stage.set(number, kind=urgent)
    at(stage, "03-04", "23:00")
    looked = Looked(stage, number, level("blue"))
    assert looked.people == WARNED
    assert all(each.cannot_wait and not each.is_late for each in looked.found.lines)


def test_on_the_very_minute_of_the_deadline_it_is_not_late(stage: Stage) -> None:
    urgent = next(kind.code for kind in USUAL.complaints if kind.urgent)
    number = assigned(stage)
    stage.set(number, kind=urgent)
    at(stage, "03-05", "18:00")
    looked = Looked(stage, number, level("blue"))
    assert {each.is_late for each in looked.found.lines} == {False}
    again = Looked(stage, number, level(f"blue{FOR_ONE}{person_id(stage, 'head')}"))
    assert again.people == {"head"}


def test_the_unit_has_a_button_to_answer_and_leaders_only_see_it(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-06")
    looked = Looked(stage, number, level("yellow"))
    leader = person_id(stage, "leader")
    for each in looked.found.lines:
        answers = "Answer" in labels(each.item.buttons)
        assert answers == (each.person != leader)


def test_what_is_late_cannot_wait(stage: Stage) -> None:
    number = assigned(stage)
    for day, name, is_late in (("03-04", "blue", False), ("03-06", "yellow", True)):
        at(stage, day)
        looked = Looked(stage, number, level(name))
        assert {(each.is_late, each.cannot_wait) for each in looked.found.lines} == {
            (is_late, is_late)
        }


def test_what_was_put_off_for_one_is_said_to_that_one_alone(stage: Stage) -> None:
    number = assigned(stage)
    at(stage, "03-04")
    Looked(stage, number, level("blue"))
    for_head = f"blue{FOR_ONE}{person_id(stage, 'head')}"
    again = Looked(stage, number, level(for_head))
    assert (again.people, again.states) == ({"head"}, ["sent"])
    at(stage, "03-06")
    over = Looked(stage, number, level(for_head))  # that the day is near is said no more
    assert (over.people, over.states) == (set(), ["superseded"])
    assert len(issued(stage)) == 1


def test_limits_are_said_beside_warnings(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    at(stage, "03-04")
    looked = Looked(stage, number, level("blue"), reminder("take", 0, moment("03-03")))
    assert (looked.people, looked.states) == (WARNED, ["sent", "sent"])
    assert len(looked.lines) == 2


def test_a_limit_for_one_says_nothing_beside_one_for_all(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    for_head = f"limit-1{FOR_ONE}{person_id(stage, 'head')}"
    at(stage, "03-03")
    alone = Looked(stage, number, reminder("take", 0, moment("03-03"), for_head))
    assert (alone.people, alone.states) == ({"head"}, ["sent"])
    both = Looked(
        stage,
        number,
        reminder("take", 0, moment("03-03"), for_head),
        reminder("take", 0, moment("03-03")),
    )
    assert (both.people, both.states) == (WARNED, ["dropped", "sent"])
    assert len(both.found.lines) == 2


def test_where_it_reaches_nobody_the_office_is_told(stage: Stage) -> None:
    number = assigned(stage, taken=False)
    with stage.database.write() as session:
        ticket_of(session, number).restricted = True
    retire(stage, "head", "handler", "above", "custodian")
    at(stage, "03-04")
    assert Looked(stage, number, level("blue")).people == {"office", "clerk"}
