"""Tickets as they are looked for."""

from __future__ import annotations

from storage.database import Database
from storage.queries.tickets import (
    by_receipt,
    next_in_series,
    open_alike,
    tickets_like,
    waiting_for_office,
)
from storage.tables import Ticket
from tests.casework.stage import Stage


def test_a_series_has_no_gaps_though_a_transaction_is_undone(database: Database) -> None:
    with database.write() as session:
        assert next_in_series(session, "TS-2026") == 1
        session.rollback()
    with database.write() as session:
        assert next_in_series(session, "TS-2026", 3) == 3
        assert next_in_series(session, "DC-2026") == 1


def test_found_by_the_end_of_the_number_by_words_and_by_unit(database: Database) -> None:
    stage = Stage(database)
    first = stage.complaint(words="100%_off")
    stage.complaint(unit=None)
    with database.read() as session:

        def found(words: str) -> list[str]:
            return [ticket.number for ticket in tickets_like(session, words)]

        assert found("0001") == [first]
        assert found("0%_o") == [first]
        assert found("0%xo") == []
        assert found("第一中学") == [first]


def test_what_waits_for_the_office_and_what_it_could_be_merged_with(database: Database) -> None:
    stage = Stage(database)
    waiting, taken = stage.complaint(), stage.bring(stage.complaint(), "in_progress")
    with database.read() as session:
        assert [ticket.number for ticket in waiting_for_office(session)] == [waiting]
        ticket = session.get(Ticket, 1)
        assert ticket is not None
        assert [other.number for other in open_alike(session, ticket)] == [taken]
        assert by_receipt(session, "no such hash") is None
