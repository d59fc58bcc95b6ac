"""Sealing what was stored before its columns were sealed, and counting what cannot be opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, TableClause, bindparam, column, select, table, update
from sqlmodel import Session

from storage.database import Database
from storage.sealed_columns import SEALED, Seal, in_clear, seal_of

ROWS_AT_ONCE = 500

# As they are stored: what the tables' own columns would open. The first says whether a row is
# still in clear.
CHATS = table("chats", column("id"), column("state"))
OUTBOX = table("outbox", column("id"), column("payload"), column("about"))


def seal_what_is_in_clear(database: Database) -> int:
    """Seal what was stored in clear, so many rows in a transaction, and return how many they were.

    Ended half-way, it goes on at the next start; what is in clear can be read meanwhile.
    """
    done = 0
    for stored in (CHATS, OUTBOX):
        while sealed := _seal_some(database, stored):
            done += sealed
    if done:
        database.empty_log()
    return done


def count_unopened(session: Session, stored: TableClause) -> int:
    """Return how many rows hold something that the program's secret does not open."""
    seal = seal_of(session.get_bind().dialect)
    rows = session.connection().execution_options(yield_per=ROWS_AT_ONCE).execute(select(stored))
    return sum(
        any(_is_shut(seal, name, value) for name, value in _cells(stored, row)) for row in rows
    )


def _is_shut(seal: Seal, label: bytes, value: Any) -> bool:
    return value[:1] == SEALED and seal.open(label, value) is None


def _seal_some(database: Database, stored: TableClause) -> int:
    names = [each.name for each in stored.c if each.name != "id"]
    listed = select(stored).where(in_clear(names[0])).order_by(stored.c.id).limit(ROWS_AT_ONCE)
    change = update(stored).where(stored.c.id == bindparam("_id"))
    with database.write() as session:
        connection = session.connection()
        rows = connection.execute(listed.with_for_update()).all()
        seal = seal_of(connection.dialect)
        if rows:
            connection.execute(
                change.values({name: bindparam(f"_{name}") for name in names}),
                [{"_id": row.id, **_sealed(seal, stored, row)} for row in rows],
            )
    return len(rows)


def _sealed(seal: Seal, stored: TableClause, row: Row[Any]) -> dict[str, bytes]:
    sealed = {}
    for label, value in _cells(stored, row):
        content = value.encode() if isinstance(value, str) else value
        name = label.decode().partition(".")[2]
        sealed[f"_{name}"] = seal.close(label, content) if content else content
    return sealed


def _cells(stored: TableClause, row: Row[Any]) -> Iterable[tuple[bytes, Any]]:
    """Return what a row holds, by the label of its column."""
    for each, value in row._mapping.items():
        if each != "id":
            yield f"{stored.name}.{each}".encode(), value
