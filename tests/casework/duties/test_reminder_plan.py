"""The plan of reminders follows the assignments: when they open, move and are settled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from casework.duties.reminder_plan import (
    ASSIGNMENT,
    forget_reminders,
    plan_reminders,
    plan_weekly,
)
from rules.permissions import Role
from storage.database import Database
from storage.queries.campaigns import load_campaign
from storage.tables import Assignment, Reminder
from tests.casework.duties.cast import person_id
from tests.casework.reminders.pressing import at, moment, planned
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import CAMPAIGN, add_assignment, open_campaign

DUE = "2026-03-20"  # a Friday
WHOLE = [
    "assignment before-7 03-11 08:31",
    "assignment before-3 03-17 08:31",
    "assignment before-1 03-19 08:31",
    "assignment day 03-20 08:31",
    "assignment late-1 03-23 08:31",
    "assignment late-2 03-24 08:31",
    "assignment late-3 03-25 08:31",
    "assignment late-4 03-26 08:31",
    "assignment late-5 03-27 08:31",
    "assignment week-1 04-03 08:31",
]


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    stage = Stage(sqlite_database)
    open_campaign(stage.town)
    return stage


def plan(stage: Stage, *subjects: int) -> None:
    """Plan the reminders of these."""
    with stage.database.write() as session:
        rows = [session.get_one(Assignment, each) for each in subjects]
        campaign = load_campaign(session, rows[0].campaign_id)
        assert campaign is not None
        plan_reminders(stage.town.desk(session), rows, campaign)


def change(stage: Stage, subject: int, **values: Any) -> None:
    with stage.database.write() as session:
        row = session.get_one(Assignment, subject)
        for name, value in values.items():
            setattr(row, name, value)


def homes(stage: Stage) -> dict[int, int | None]:
    """Return with what each subject's reminders are claimed."""
    with stage.database.read() as session:
        return dict(session.exec(select(Reminder.subject, Reminder.home)).all())


def test_an_open_assignment_has_the_reminders_of_its_campaign(stage: Stage) -> None:
    plan(stage, add_assignment(stage.town, "self-check", unit=FIRST, due=DUE))
    assert planned(stage) == WHOLE


def test_planned_twice_it_is_planned_once(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    plan(stage, assignment)
    plan(stage, assignment)
    assert planned(stage) == WHOLE


def test_with_its_date_the_plan_moves(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    plan(stage, assignment)
    change(stage, assignment, due_at=moment("03-27"))
    plan(stage, assignment)
    found = planned(stage)
    assert len(found) == len(WHOLE)
    assert found[3] == "assignment day 03-27 08:31"


def test_of_the_past_nothing_is_planned_but_the_next_weekly_one(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    at(stage, "06-15", "10:00")
    plan(stage, assignment)
    assert [each.split()[2] for each in planned(stage)] == ["06-22"]


@pytest.mark.parametrize("state", ["filed", "exempted", "dropped"])
def test_what_is_settled_has_none(stage: Stage, state: str) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    plan(stage, assignment)
    change(stage, assignment, state=state)
    plan(stage, assignment)
    assert planned(stage) == []


def test_what_the_campaign_does_not_know_any_more_has_none(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    change(stage, assignment, duty="gone")
    plan(stage, assignment)
    assert planned(stage) == []


def test_a_duty_may_have_reminders_of_its_own(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    own = "reminders: {before: [2], same_day: false, late_daily: 1, late_weekly: false}"
    source = CAMPAIGN.replace(
        "    due: 2026-03-06\n    carries:\n", f"    due: 2026-03-06\n    {own}\n    carries:\n", 1
    )
    open_campaign(stage.town, source)
    plan(stage, add_assignment(stage.town, "self-check", unit=FIRST, due=DUE))
    assert planned(stage) == ["assignment before-2 03-18 08:31", "assignment late-1 03-23 08:31"]


def test_after_a_weekly_one_the_next_is_planned(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    plan(stage, assignment)
    at(stage, "04-03", "08:32")
    with stage.database.write() as session:
        plan_weekly(stage.town.desk(session), [assignment, 404])
    assert planned(stage)[-1] == "assignment week-2 04-10 08:31"


def test_it_is_forgotten_alone(stage: Stage) -> None:
    kept, gone = (
        add_assignment(stage.town, "self-check", unit=each, due=DUE) for each in (FIRST, SECOND)
    )
    plan(stage, kept, gone)
    with stage.database.write() as session:
        forget_reminders(stage.town.desk(session), ASSIGNMENT, gone)
    assert planned(stage) == WHOLE
    with stage.database.read() as session:
        left = select(Reminder.subject).where(col(Reminder.state) == "planned").distinct()
        assert session.exec(left).all() == [kept]


def test_what_the_people_of_one_unit_owe_is_claimed_together(stage: Stage) -> None:
    first, second = stage.unit(FIRST), stage.unit(SECOND)
    stage.town.person("nobody's")
    stage.also("handler", Role.STAFF, SECOND)
    of_unit = add_assignment(stage.town, "self-check", unit=FIRST, due=DUE)
    of_teacher = add_assignment(stage.town, "letter", person="teacher", due=DUE)
    of_both = add_assignment(stage.town, "letter", person="handler", due=DUE)
    handed = add_assignment(stage.town, "letter", person="head", due=DUE)
    change(stage, handed, handed_to=person_id(stage, "elsewhere"))
    homeless = add_assignment(stage.town, "letter", person="nobody's", due=DUE)
    of_group = add_assignment(stage.town, "visits", due=DUE, period="2026-03")
    plan(stage, of_unit, of_teacher, of_both, handed, homeless, of_group)
    assert homes(stage) == {
        of_unit: first,
        of_teacher: first,
        of_both: min(first, second),
        handed: second,
        homeless: person_id(stage, "nobody's"),
        of_group: None,
    }
