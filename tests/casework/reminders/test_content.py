"""What a reminder of an assignment or of an instruction says, and to whom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from casework.reminders.content import (
    CONTENT,
    MINE,
    READ_AHEAD,
    WEEKLY,
    Content,
    assignment_content,
    instruction_content,
)
from storage.database import Database
from storage.tables import Assignment, CampaignRow, Instruction
from tests.casework.duties.cast import person_id, retire
from tests.casework.reminders.pressing import at, keys, labels, line, moment
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import add_assignment, open_campaign


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    stage = Stage(sqlite_database)
    open_campaign(stage.town)
    return stage


def content(stage: Stage, about: str, subject: int) -> tuple[Content, set[str]] | None:
    """Return what is to be said of this, and who is told."""
    with stage.database.read() as session:
        found = CONTENT[about](stage.town.desk(session), subject)
        return (found, keys(session, found.people)) if found is not None else None


def said(stage: Stage, subject: int, about: str = "assignment") -> tuple[str, set[str]]:
    found = content(stage, about, subject)
    assert found is not None
    return line(found[0].item), found[1]


def change(stage: Stage, subject: int, **values: Any) -> None:
    with stage.database.write() as session:
        row = session.get_one(Assignment, subject)
        for name, value in values.items():
            setattr(row, name, value)


def instruct(stage: Stage, unit: str | None = FIRST, **more: Any) -> int:
    """Let the leader instruct a unit or the office, by Friday the 6th."""
    values = {"due_at": moment("03-06"), "words": "查一查", **more}
    with stage.database.write() as session:
        row = Instruction(
            number="PS-2026-0001",
            leader_id=person_id(stage, "leader"),
            to_be_done=True,
            unit_id=stage.unit(unit) if unit is not None else None,
            made_at=stage.town.clock(),
            **values,
        )
        session.add(row)
        session.flush()
        return row.id or 0


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("03-02 08:31", "Due 6 Mar 2026, working days left: 4. 自查报告"),
        ("03-06 18:00", "Due today: 自查报告"),
        ("03-06 18:01", "Late by working days: 0. 自查报告, due 6 Mar 2026"),
        ("03-09 08:31", "Late by working days: 1. 自查报告, due 6 Mar 2026"),
    ],
)
def test_it_says_how_much_time_is_left_or_how_late_it_is(
    stage: Stage, now: str, words: str
) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    at(stage, *now.split())
    assert said(stage, assignment) == (words, {"head", "handler"})


def test_it_leads_to_the_task_and_to_all_of_ones_own(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    found = content(stage, "assignment", assignment)
    assert found is not None
    item = found[0].item
    assert (labels(item.buttons), labels(item.among)) == (["Open the task"], ["Open the task"])
    assert labels([item.rest]) == ["My tasks"]
    assert (found[0].due_at, item.about) == (moment("03-06"), f"assignment:{assignment}")


def test_what_one_tap_settles_has_that_button_where_it_stands_alone(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "letter", person="teacher", due="2026-03-06")
    found = content(stage, "assignment", assignment)
    assert found is not None
    assert found[1] == {"teacher"}
    assert labels(found[0].item.buttons) == ["Confirm receipt", "Open the task"]
    assert labels(found[0].item.among) == ["Open the task"]


def test_a_counter_says_how_far_it_is(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "visits", due="2026-03-31", period="2026-03")
    change(stage, assignment, counted=3)
    words, people = said(stage, assignment)
    assert words.endswith("走访督导 (2026-03), 3 of 4")
    assert people == {"office", "clerk"}


def test_who_acts_for_a_unit_without_people_is_told_why(stage: Stage) -> None:
    retire(stage, "elsewhere")
    assignment = add_assignment(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    words, people = said(stage, assignment)
    assert people == {"above"}
    assert words.endswith(
        f"自查报告 ({SECOND} has nobody of its own, so it comes to the unit above)"
    )


def test_what_nobody_answers_for_is_said_to_the_office(stage: Stage) -> None:
    retire(stage, "elsewhere", "above")
    assignment = add_assignment(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    words, people = said(stage, assignment)
    assert people == {"office", "clerk"}
    assert words.startswith("Nobody answers for it: Due 6 Mar 2026")
    assert words.endswith(f"自查报告 ({SECOND})")


@pytest.mark.parametrize("state", ["filed", "exempted", "dropped"])
def test_nothing_is_said_of_what_is_settled(stage: Stage, state: str) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    change(stage, assignment, state=state)
    assert content(stage, "assignment", assignment) is None
    assert content(stage, "assignment", 404) is None


def test_nothing_is_said_of_a_campaign_that_was_ended(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with stage.database.write() as session:
        session.exec(select(CampaignRow)).one().active = False
    assert content(stage, "assignment", assignment) is None


def test_of_many_the_same_is_said_when_they_were_read_at_once(stage: Stage) -> None:
    assignments = [
        add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06"),
        add_assignment(stage.town, "letter", person="teacher", due="2026-03-06"),
    ]
    alone = [said(stage, each)[0] for each in assignments]
    with stage.database.read() as session:
        desk = stage.town.desk(session)
        kept = READ_AHEAD["assignment"](desk, assignments)
        found = [assignment_content(desk, each) for each in assignments]
        assert [line(each.item) for each in found if each is not None] == alone
    assert kept


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("03-06 18:00", "Due 6 Mar 2026: leader's instruction PS-2026-0001: 查一查"),
        ("03-06 18:01", "Late: leader's instruction PS-2026-0001, due 6 Mar 2026: 查一查"),
    ],
)
def test_an_instruction_is_said_to_the_unit_it_was_given_to(
    stage: Stage, now: str, words: str
) -> None:
    instruction = instruct(stage)
    at(stage, *now.split())
    assert said(stage, instruction, "instruction") == (words, {"head", "handler"})


def test_one_without_a_unit_is_the_offices_and_long_words_are_cut(stage: Stage) -> None:
    words, people = said(stage, instruct(stage, None, words="查" * 99), "instruction")
    assert people == {"office", "clerk"}
    assert words.count("查") == 60


@pytest.mark.parametrize("how", [{"state": "reported"}, {"state": "done"}, {"due_at": None}])
def test_nothing_is_said_of_an_instruction_that_waits_for_nothing(
    stage: Stage, how: dict[str, Any]
) -> None:
    instruction = instruct(stage, **how)
    with stage.database.read() as session:
        assert instruction_content(stage.town.desk(session), instruction) is None
        assert instruction_content(stage.town.desk(session), 404) is None


def mine(stage: Stage, about: str, name: str) -> dict[int, str]:
    with stage.database.read() as session:
        found = MINE[about](stage.desk(session, name))
    return {subject: f"{until:%m-%d}" for subject, until in found.items()}


def test_what_somebody_has_to_do_themselves(stage: Stage) -> None:
    open_one = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    filed = add_assignment(stage.town, "lists", unit=FIRST, due="2026-04-10")
    change(stage, filed, state="filed")
    instruction = instruct(stage)
    assert mine(stage, "assignment", "head") == {open_one: "03-06"}
    assert mine(stage, "assignment", "elsewhere") == {}
    assert mine(stage, "instruction", "head") == {instruction: "03-06"}
    assert mine(stage, "instruction", "leader") == {}  # who wrote it
    assert mine(stage, "instruction", "office") == {}  # who may report it on behalf


def test_an_instruction_without_a_day_is_nothing_to_be_reminded_of(stage: Stage) -> None:
    instruct(stage, due_at=None)
    assert mine(stage, "instruction", "head") == {}


def test_every_sort_has_its_content_and_weekly_ones_are_assignments() -> None:
    assert set(CONTENT) == set(MINE) == {"assignment", "instruction"}
    assert set(WEEKLY) == set(READ_AHEAD) == {"assignment"}
