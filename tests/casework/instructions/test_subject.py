"""What an instruction may be written on."""

from __future__ import annotations

import pytest

from casework.instructions.access import NoSuchInstruction
from casework.instructions.commands import Instruct
from casework.instructions.subject import check_subject, is_ticket, subject_words, unit_concerned
from casework.refusals import NoSuchTicket, NotAllowed
from locales import translate
from storage.database import Database
from tests.casework.stage import FIRST, Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    """Everybody."""
    return Stage(database)


@pytest.mark.parametrize(
    ("about", "ticket", "words"),
    [
        ("DC-2026-0001", True, "DC-2026-0001"),
        ("PS-2026-0001", False, "PS-2026-0001"),
        ("digest:2026-03-02", False, "the digest of 2 Mar 2026"),
    ],
)
def test_three_things(about: str, ticket: bool, words: str) -> None:
    assert is_ticket(about) is ticket
    assert translate(subject_words(about), "en") == words


@pytest.mark.parametrize(
    ("about", "refusal"),
    [
        ("digest:2026-02-30", NotAllowed),
        ("DC-2026-0009", NoSuchTicket),
        ("PS-2026-0009", NoSuchInstruction),
    ],
)
def test_what_is_not_there(stage: Stage, about: str, refusal: type[Exception]) -> None:
    with stage.database.read() as session, pytest.raises(refusal):
        check_subject(stage.desk(session, "leader"), about)


def test_no_unit_is_concerned_before_dispatch(stage: Stage) -> None:
    finding = stage.finding()
    stage.do(
        "leader", Instruct("digest:2026-03-02", "查", True, stage.unit(), stage.town.clock().date())
    )
    with stage.database.read() as session:
        desk = stage.desk(session, "leader")
        assert unit_concerned(desk, finding) is None
        assert unit_concerned(desk, "digest:2026-03-02") is None
        assert unit_concerned(desk, "PS-2026-0001") == stage.unit(FIRST)
    stage.bring(finding, "assigned")
    with stage.database.read() as session:
        assert unit_concerned(stage.desk(session, "leader"), finding) == stage.unit(FIRST)
