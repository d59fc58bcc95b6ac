"""What assignees do: two at once, in time, and what is never allowed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from casework.duties import commands as d
from casework.duties.assignments import AssignmentOver
from casework.refusals import AlreadyDone, TooEarly
from locales import translate
from rules.lifecycle import SomethingMissing, StepRefused
from tests.casework.duties.cast import WHOLE, person_id
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import add_assignment, assignment_row, submissions_of


def test_two_who_file_at_once(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")

    def file(name: str) -> str:
        try:
            return stage.words(stage.do(name, d.FileSubmission(assignment, WHOLE)))
        except AlreadyDone as refused:
            return translate(refused.reason, "en")

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(file, ["head", "handler"]))
    assert said[0] == "Filed: 自查报告."
    assert said[1].startswith("“自查报告” was filed already by ")
    assert len(submissions_of(stage.town, assignment)) == 1


def test_two_who_count_at_once(stage: Stage) -> None:
    visits = add_assignment(stage.town, "visits", due="2026-03-31", period="2026-03")
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda name: stage.do(name, d.FileSubmission(visits, (), 2)), ["office", "clerk"]
            )
        )
    assert (
        assignment_row(stage.town, visits).counted,
        assignment_row(stage.town, visits).state,
    ) == (
        4,
        "filed",
    )


def test_what_is_settled_or_gone_stays_so(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    refused: list[tuple[str, object, type[StepRefused]]] = [
        ("handler", d.FileSubmission(assignment, WHOLE), AlreadyDone),
        ("handler", d.HandOver(assignment, person_id(stage, "teacher")), AlreadyDone),
        ("handler", d.AskMoreTime(assignment, date(2026, 3, 20), "x"), AlreadyDone),
        ("office", d.ExemptAssignment(assignment, "x"), AlreadyDone),
        ("office", d.RecordPaper(assignment, date(2026, 3, 2)), AlreadyDone),
        ("office", d.RuleOnMoreTime(assignment, True), AlreadyDone),
    ]
    for who, command, why in refused:
        with pytest.raises(why):
            stage.do(who, command)
    first = submissions_of(stage.town, assignment)[0].id or 0
    stage.do("office", d.ReturnSubmission(first, "x"))
    with pytest.raises(AlreadyDone):
        stage.do("clerk", d.ReturnSubmission(first, "x"))
    gone = add_assignment(stage.town, "self-check", unit=SECOND, due="2026-03-06", state="dropped")
    for who, command in (
        ("elsewhere", d.FileSubmission(gone, WHOLE)),
        ("office", d.RecordPaper(gone, date(2026, 3, 2))),
    ):
        with pytest.raises(AssignmentOver):
            stage.do(who, command)
    early = add_assignment(
        stage.town,
        "monthly",
        unit=SECOND,
        due="2026-04-24",
        period="2026-04",
        opens=date(2026, 4, 1),
    )
    with pytest.raises(TooEarly):
        stage.do(
            "elsewhere",
            d.FileSubmission(early, ({"title": "本月情况", "type": "text", "text": "x"},)),
        )


def test_a_refusal_needs_a_reason_and_a_day_lies_ahead(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    for day in (date(2026, 3, 6), date(2026, 3, 1)):
        with pytest.raises(SomethingMissing):
            stage.do("head", d.AskMoreTime(assignment, day, "x"))
    stage.do("head", d.AskMoreTime(assignment, date(2026, 3, 9), "x"))
    with pytest.raises(SomethingMissing):
        stage.do("office", d.RuleOnMoreTime(assignment, False))
    with pytest.raises(SomethingMissing):
        stage.do("office", d.RecordPaper(assignment, stage.town.clock().date() + timedelta(days=1)))
