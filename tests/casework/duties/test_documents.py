"""Links to filed documents: for one person, for a while, and only as long as they may read them."""

from __future__ import annotations

import pytest

from casework.duties.documents import document_link, documents_of, find_by_link
from rules import limits
from storage.tables import Assignment, Evidence, Submission
from tests.casework.duties.cast import retire
from tests.casework.stage import FIRST, Stage
from tests.duties import add_assignment


@pytest.fixture
def link(stage: Stage) -> str:
    """What the head of the unit that filed a document is given to download it."""
    assignment = add_assignment(stage.town, "lists", unit=FIRST, due="2026-04-10", state="filed")
    document = stage.photo("head", "kept")
    with stage.database.write() as session:
        submission = Submission(assignment_id=assignment, at=stage.town.clock())
        session.add(submission)
        session.flush()
        piece = session.get_one(Evidence, document)
        piece.name, piece.submission_id = "问题清单.xlsx", submission.id
    with stage.database.read() as session:
        desk = stage.desk(session, "head")
        found = documents_of(desk, session.get_one(Assignment, assignment))
        assert [piece.name for piece in found] == ["问题清单.xlsx"]
        return document_link(desk, found[0]).rpartition("/")[2]


def opened(stage: Stage, token: str) -> str | None:
    with stage.database.read() as session:
        document = find_by_link(stage.desk(session, "parent"), token)
        return document.name if document is not None else None


def test_a_link_opens_until_its_time_is_over(stage: Stage, link: str) -> None:
    stage.town.clock.forward(minutes=limits.LINK_MINUTES)
    assert opened(stage, link) == "问题清单.xlsx"
    stage.town.clock.forward(seconds=1)
    assert opened(stage, link) is None


def test_a_forged_link_opens_nothing(stage: Stage, link: str) -> None:
    document, person, until, signature = link.split("-")
    later = str(int(until) + 60)
    for forged in (
        f"{document}-{person}-{later}-{signature}",
        f"{document}-1-{until}-{signature}",
        f"{document}-{person}-{until}-{signature[:-1]}",
        f"{document}-{until}-{signature}",
        f"x-{person}-{until}-{signature}",
        "",
    ):
        assert opened(stage, forged) is None


def test_whoever_has_left_reads_nothing_more(stage: Stage, link: str) -> None:
    retire(stage, "head")
    assert opened(stage, link) is None
