"""What a submission must carry, and how it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.duties import commands as d
from casework.duties.submissions import ContentMissing
from locales import translate
from rules.lifecycle import SomethingMissing
from storage.tables import Evidence
from tests.casework.duties.cast import NUMBER, WHOLE, WORDS
from tests.casework.stage import FIRST, SECOND, Stage
from tests.duties import add_assignment, assignment_row, submissions_of


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ((), "自查情况"),
        ((NUMBER,), "自查情况"),
        ((WORDS,), "问题数"),
        (({**WORDS, "text": ""}, NUMBER), "自查情况"),
        ((WORDS, {**NUMBER, "number": 201}), "问题数"),
        ((WORDS, {**NUMBER, "number": -1}), "问题数"),
        ((WORDS, {**NUMBER, "type": "text", "text": "3"}), "问题数"),
    ],
)
def test_what_a_duty_must_carry(stage: Stage, content: Any, missing: str) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    with pytest.raises(ContentMissing) as refused:
        stage.do("head", d.FileSubmission(assignment, content))
    assert refused.value.field == f"carries:{missing}"
    assert missing in translate(refused.value.reason, "zh_CN")


def test_pictures_of_others_of_tickets_and_refused_ones_do_not_count(stage: Stage) -> None:
    signed = add_assignment(stage.town, "signed", person="teacher", due="2026-03-06")
    mine, others, refused = (
        stage.photo("teacher"),
        stage.photo("head"),
        stage.photo("teacher", "refused"),
    )

    def page(*ids: int) -> d.FileSubmission:
        return d.FileSubmission(
            signed, ({"title": "签字页", "type": "photo", "evidence": list(ids)},)
        )

    for ids in ((), (others,), (refused,), (9999,)):
        with pytest.raises(ContentMissing):
            stage.do("teacher", page(*ids))
    with stage.database.write() as session:
        session.get_one(Evidence, mine).name = "签字页.pdf"  # a document is no photo
    with pytest.raises(ContentMissing):
        stage.do("teacher", page(mine))
    with stage.database.write() as session:
        session.get_one(Evidence, mine).name = ""
    stage.do("teacher", page(others, mine, refused))
    assert submissions_of(stage.town, signed)[0].content == [
        {"title": "签字页", "type": "photo", "evidence": [mine]}
    ]
    again = add_assignment(stage.town, "signed", person="teacher", due="2026-03-06", period="2")
    with pytest.raises(ContentMissing):
        stage.do(
            "teacher",
            d.FileSubmission(again, ({"title": "签字页", "type": "photo", "evidence": [mine]},)),
        )


@pytest.mark.parametrize("amount", [0, -3, 1000])
def test_a_count_has_bounds(stage: Stage, amount: int) -> None:
    visits = add_assignment(stage.town, "visits", due="2026-03-31", period="2026-03")
    with pytest.raises(SomethingMissing):
        stage.do("office", d.FileSubmission(visits, (), amount))
    with pytest.raises(SomethingMissing):
        stage.do("office", d.RecordPaper(visits, date(2026, 3, 2), "", amount))


def test_the_last_moment_is_in_time(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "self-check", unit=FIRST, due="2026-03-06")
    stage.town.clock.now = assignment_row(stage.town, assignment).due_at
    stage.do("head", d.FileSubmission(assignment, WHOLE))
    assert not assignment_row(stage.town, assignment).late
    other = add_assignment(stage.town, "self-check", unit=SECOND, due="2026-03-06")
    stage.town.clock.forward(seconds=1)
    stage.do("elsewhere", d.FileSubmission(other, WHOLE))
    assert assignment_row(stage.town, other).late
