"""What a ticket holds of words and photos."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from casework.tickets import commands as c
from casework.tickets.contents import (
    lay_aside_proof,
    photos_of_result,
    photos_reported,
    proof_of,
    with_merged,
    words_reported,
)
from storage.database import Database
from storage.tables import Ticket
from tests.casework.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Stage:
    return Stage(sqlite_database)


def _holds(stage: Stage, number: str) -> tuple[list[int], list[int], list[int]]:
    with stage.database.write() as session:
        desk, ticket = stage.desk(session, "office"), _ticket(session, number)
        return (
            photos_reported(desk, ticket),
            proof_of(desk, ticket),
            photos_of_result(desk, ticket),
        )


def _ticket(session: Session, number: str) -> Ticket:
    return session.exec(select(Ticket).where(Ticket.number == number)).one()


def test_words_and_photos_that_were_added_count_as_reported(stage: Stage) -> None:
    first, second = stage.photo("parent"), stage.photo("parent")
    number = stage.complaint(words="noise", photos=(first,))
    stage.do("parent", c.Supply(number, "every night", (second,)))
    with stage.database.read() as session:
        said = words_reported(stage.desk(session, "office"), _ticket(session, number))
    assert said == "noise\nevery night"
    assert _holds(stage, number) == ([first, second], [], [])


def test_an_excuse_is_the_result_but_no_proof(stage: Stage) -> None:
    number, slip = stage.bring(stage.finding(), "in_progress"), stage.photo("head")
    stage.do("head", c.Excuse(number, "on leave", (slip,)))
    assert _holds(stage, number) == ([], [], [slip])


def test_proof_that_was_laid_aside_proves_nothing(stage: Stage) -> None:
    number, proof = stage.bring(stage.finding(), "in_progress"), stage.photo("head")
    stage.do("head", c.Answer(number, "c", "m", "p", (proof,)))
    assert _holds(stage, number) == ([], [proof], [proof])
    with stage.database.write() as session:
        lay_aside_proof(stage.desk(session, "office"), _ticket(session, number))
    assert _holds(stage, number) == ([], [], [])


def test_what_was_merged_stands_behind_the_main_one(stage: Stage) -> None:
    main, first, second = stage.complaint(), stage.complaint(), stage.complaint()
    stage.do("office", c.Merge(second, main))
    stage.do("office", c.Merge(first, main))
    with stage.database.read() as session:
        found = with_merged(stage.desk(session, "office"), _ticket(session, main))
        assert [ticket.number for ticket in found] == [main, first, second]
