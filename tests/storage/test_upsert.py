"""Inserts past the unit of work, on either database."""

from __future__ import annotations

from sqlmodel import select

from storage.database import Database
from storage.tables import Number, PortfolioField, Unit
from storage.upsert import insert_one, insert_or_change, insert_or_leave


def test_a_row_inserted_is_like_one_read(database: Database) -> None:
    with database.write() as session:
        unit = insert_one(session, Unit, name="一中", qr="a", aliases=[])
        assert (unit.kind, unit.active, unit.parent_id) == ("school", True, None)
        assert session.get(Unit, unit.id) is unit
        unit.name = "第一中学"
        session.add(unit)
    with database.read() as session:
        assert session.exec(select(Unit.name)).all() == ["第一中学"]


def test_one_that_is_there_is_left_or_changed(database: Database) -> None:
    for expected in (1, 9):
        with database.write() as session:
            statement = insert_or_change(
                Number, "series", {"last": 9}, is_sqlite=database.is_sqlite
            )
            session.connection().execute(statement, {"series": "TS-2026", "last": 1})
        with database.read() as session:
            number = session.get(Number, "TS-2026")
            assert number is not None
            assert number.last == expected
    assert "ON CONFLICT DO NOTHING" in str(insert_or_leave(PortfolioField, is_sqlite=True))
