"""What the office decides on assignments, and who hears of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from casework.duties import commands as d
from casework.duties.assignments import AssignmentOver
from casework.refusals import AlreadyDone
from locales import translate
from locales.translate import BEIJING
from storage.tables import DutyRequest
from tests.casework.duties.cast import WHOLE, person_id, retire
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment, assignment_row, submissions_of


def test_whoever_typed_a_paper_in_is_not_told_of_its_return(stage: Stage) -> None:
    """It was not theirs: the assignees are told that their submission is returned, nobody else."""
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.do("clerk", d.RecordPaper(assignment, date(2026, 3, 2), "收到纸质报告"))
    stage.mail()
    submission = submissions_of(stage.town, assignment)[0]
    stage.do("office", d.ReturnSubmission(submission.id or 0, "没有签字"))
    told = stage.mail()
    assert set(told) == {"head", "handler"}
    assert "Your filing is returned: 自查报告. Reason: 没有签字" in told["head"][0]
    with pytest.raises(AlreadyDone) as refused:
        stage.do("office", d.ReturnSubmission(submission.id or 0, "x"))
    assert translate(refused.value.reason, "en") == "This filing is returned already: 没有签字"


def test_a_return_reaches_the_unit_when_whoever_filed_has_left(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.do("head", d.HandOver(assignment, person_id(stage, "teacher")))
    stage.do("teacher", d.FileSubmission(assignment, WHOLE))
    retire(stage, "teacher")
    stage.mail()
    stage.do("office", d.ReturnSubmission(submissions_of(stage.town, assignment)[0].id or 0, "x"))
    assert set(stage.mail()) == {"head", "handler"}


def test_more_time_moves_the_day_and_keeps_the_hour(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.do("head", d.AskMoreTime(assignment, date(2026, 3, 9), "x"))
    stage.do("office", d.RuleOnMoreTime(assignment, True, "y"))
    with stage.database.read() as session:
        request = session.exec(select(DutyRequest)).one()
    assert (request.granted, request.ruling) == (True, "y")
    due_at = assignment_row(stage.town, assignment).due_at.astimezone(BEIJING)
    assert f"{due_at:%m-%d %H:%M}" == "03-09 18:00"


def test_only_what_is_exempted_can_be_asked_for_again(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with pytest.raises(AlreadyDone):
        stage.do("office", d.LiftExemption(assignment, "x"))
    gone = add_assignment(stage.town, "lists", unit=FIRST, due="2026-04-10")
    stage.do("office", d.ExemptAssignment(gone, "x"))
    with pytest.raises(AssignmentOver):
        stage.do("office", d.RecordPaper(gone, date(2026, 3, 2)))
    stage.do("office", d.LiftExemption(gone, "x"))
    assert assignment_row(stage.town, gone).state == "open"
