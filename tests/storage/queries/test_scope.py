"""A scope: whose tickets are counted."""

from __future__ import annotations

from sqlmodel import select

from storage.database import Database
from storage.queries.scope import Scope
from storage.tables import Ticket
from tests.casework.stage import FIRST, SECOND, Stage


def test_units_or_kinds_but_never_what_is_about_the_reader(database: Database) -> None:
    stage = Stage(database)
    numbers = [
        stage.finding("late", FIRST),
        stage.finding("smoking", FIRST),
        stage.finding("late", SECOND),
    ]
    for number, unit in zip(numbers, (FIRST, FIRST, SECOND), strict=True):
        stage.set(number, unit_id=stage.unit(unit))
    with database.read() as session:
        ids = dict(session.exec(select(Ticket.number, Ticket.id)).all())

        def counted(scope: Scope) -> list[str]:
            return sorted(session.exec(select(Ticket.number).where(scope.holds())))

        assert counted(Scope()) == sorted(numbers)
        assert counted(Scope(units=frozenset({stage.unit(SECOND)}))) == [numbers[2]]
        both = Scope(frozenset({stage.unit(SECOND)}), frozenset({"smoking"}))
        assert counted(both) == sorted(numbers[1:])
        assert counted(Scope(frozenset(), frozenset())) == []
        assert counted(Scope(without=frozenset({ids[numbers[0]] or 0}))) == sorted(numbers[1:])
