"""A submission whose evidence was lost goes back to whoever filed it."""

from __future__ import annotations

from casework.duties import commands as d
from casework.duties.incomplete import return_incomplete
from storage.tables import Evidence
from tests.casework.stage import Stage
from tests.duties import add_assignment, assignment_row, submissions_of


def lose(stage: Stage, evidence: int) -> None:
    with stage.database.write() as session:
        piece = session.get_one(Evidence, evidence)
        piece.state = "refused"
        session.add(piece)
        session.flush()
        return_incomplete(stage.town.desk(session), piece)


def test_it_is_returned_when_nothing_of_an_item_is_left(stage: Stage) -> None:
    assignment = add_assignment(stage.town, "signed", person="teacher", due="2026-03-06")
    first, second = stage.photo("teacher", "kept"), stage.photo("teacher", "kept")
    page = {"title": "签字页", "type": "photo", "evidence": [first, second]}
    stage.do("teacher", d.FileSubmission(assignment, (page,)))
    lose(stage, first)
    assert assignment_row(stage.town, assignment).state == "filed"
    lose(stage, second)
    assert assignment_row(stage.town, assignment).state == "open"
    assert submissions_of(stage.town, assignment)[0].state == "returned"
    assert "“签字页”" in stage.mail()["teacher"][0]
