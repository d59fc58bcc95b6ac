"""Who may see an assignment, and who may decide on it."""

from __future__ import annotations

from datetime import date

import pytest

from casework.duties import commands as d
from casework.duties.access import NoSuchAssignment, OwnAssignment
from rules.permissions import Role
from tests.casework.duties.cast import WHOLE
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment, assignment_row, submissions_of


@pytest.mark.parametrize(
    "command",
    [
        d.FileSubmission(1, WHOLE),
        d.ConfirmAssignment(1),
        d.HandOver(1, None),
        d.AskMoreTime(1, date(2026, 3, 20), "x"),
        d.RuleOnMoreTime(1, True),
        d.RecordPaper(1, date(2026, 3, 2)),
        d.ExemptAssignment(1, "x"),
        d.LiftExemption(1, "x"),
        d.ReturnSubmission(1, "x"),
        d.ReportImmediately(1, "incident", "u:2"),
        d.ReportImmediately(1, "self-check", "u:2"),
        d.ReportImmediately(9, "incident", "g"),
    ],
)
@pytest.mark.parametrize("who", ["elsewhere", "teacher", "inspector", "leader", "parent"])
def test_somebody_elses_duty_is_no_duty(stage: Stage, who: str, command: object) -> None:
    add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with pytest.raises(NoSuchAssignment):
        stage.do(who, command)
    assert (assignment_row(stage.town, 1).state, submissions_of(stage.town, 1)) == ("open", [])


def test_the_offices_own_units_duty_is_decided_by_another(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.also("clerk", Role.HANDLER, FIRST)
    with pytest.raises(OwnAssignment):
        stage.do("clerk", d.ExemptAssignment(assignment, "x"))
    stage.do("office", d.ExemptAssignment(assignment, "x"))
