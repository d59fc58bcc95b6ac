"""The one transaction of a replay: each part is undone alone, all is kept at its end."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.replay.open_transaction import OpenTransaction
from storage.database import Database
from storage.tables import Unit


def _fail_half_way(database: Database) -> None:
    with database.write() as part:
        part.add(Unit(name="乙校", kind="made up", pinyin="", initials="", qr="b"))
        part.flush()
        raise ValueError("broken")


def test_a_part_that_fails_is_undone_alone(sqlite_database: Database) -> None:
    names = select(Unit.name).where(Unit.kind == "made up")
    with sqlite_database.write() as session:
        database = OpenTransaction(sqlite_database, session)
        with database.write() as part:
            part.add(Unit(name="甲校", kind="made up", pinyin="", initials="", qr="a"))
        with pytest.raises(ValueError, match="broken"):
            _fail_half_way(database)
        with database.read() as reading:
            assert reading.exec(names).all() == ["甲校"]
    with sqlite_database.read() as reading:
        assert reading.exec(names).all() == ["甲校"]
