"""An assignment is settled and opened again, and everything is on record."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from casework.duties import commands as d
from storage.tables import DutyEvent, Person, Reminder
from tests.casework.duties.cast import WHOLE, person_id
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment, submissions_of


def planned(stage: Stage, assignment: int) -> int:
    with stage.database.read() as session:
        due = (
            Reminder.about == "assignment",
            Reminder.subject == assignment,
            Reminder.state == "planned",
        )
        return len(session.exec(select(Reminder).where(*due)).all())


def test_reminders_follow(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-20")
    stage.do("head", d.AskMoreTime(assignment, date(2026, 3, 27), "x"))
    stage.do("office", d.RuleOnMoreTime(assignment, True))
    before = planned(stage, assignment)
    assert before
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    assert planned(stage, assignment) == 0
    stage.do("office", d.ReturnSubmission(submissions_of(stage.town, assignment)[0].id or 0, "x"))
    assert planned(stage, assignment) == before
    stage.do("office", d.ExemptAssignment(assignment, "x"))
    assert planned(stage, assignment) == 0


def test_everything_is_on_record(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    teacher = person_id(stage, "teacher")
    for who, command in (
        ("head", d.ConfirmAssignment(assignment)),
        ("head", d.HandOver(assignment, teacher)),
        ("teacher", d.HandOver(assignment, None)),
        ("head", d.AskMoreTime(assignment, date(2026, 3, 9), "x")),
        ("office", d.RuleOnMoreTime(assignment, True)),
        ("office", d.RecordPaper(assignment, date(2026, 3, 2))),
        ("clerk", d.ReturnSubmission(1, "x")),
        ("clerk", d.ExemptAssignment(assignment, "y")),
    ):
        stage.do(who, command)
    with stage.database.read() as session:
        events = session.exec(
            select(DutyEvent)
            .where(DutyEvent.assignment_id == assignment)
            .order_by(col(DutyEvent.id))
        ).all()
        done = [(each.name, session.get_one(Person, each.person_id).name) for each in events]
    assert done == [
        ("confirmed", "head"),
        ("handed_over", "head"),
        ("taken_back", "teacher"),
        ("time_granted", "office"),
        ("recorded", "office"),
        ("returned", "clerk"),
        ("exempted", "clerk"),
    ]
