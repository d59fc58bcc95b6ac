"""Inserts past the unit of work; dialects are imported where they are used, for they are large."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import insert, inspect
from sqlalchemy.orm.attributes import instance_state
from sqlmodel import Session, SQLModel

from storage.records import record_new
from storage.write_buffer import beside

Row = TypeVar("Row", bound=SQLModel)


def insert_one(session: Session, table: type[Row], **values: Any) -> Row:
    """Insert a row and return it as if it had been read; a quarter of what add and flush cost.

    What is not given has the column's default; for tables whose defaults are plain values.
    """
    statement, defaults = _insert_into(table)
    id_: int = beside(session).execute(statement, values).scalar_one()
    mapper = inspect(table)
    row: Row = mapper.class_manager.new_instance()
    row.__dict__.update(defaults, **values, id=id_)
    key = instance_state(row).key = mapper.identity_key_from_primary_key((id_,))
    undone = session.identity_map.get(key)
    if undone is not None:
        session.expunge(undone)  # gone with a savepoint, and SQLite gives its id out again
    session.add(row)
    record_new(session, row)
    return row


@cache
def _insert_into(table: type[SQLModel]) -> tuple[Any, dict[str, Any]]:
    columns = inspect(table).local_table.c
    defaults = {}
    for column in columns:
        defaults[column.key] = column.default.arg if column.default is not None else None
    return insert(table).returning(columns.id), defaults


def insert_or_leave(table: type[SQLModel], *, is_sqlite: bool) -> Any:
    """Return an insert that leaves a row alone that is there already."""
    return _insert(table, is_sqlite).on_conflict_do_nothing()


def insert_or_change(
    table: type[SQLModel], key: str, changes: dict[str, Any], *, is_sqlite: bool
) -> Any:
    """Return an insert that makes these changes to a row that is there already."""
    return _insert(table, is_sqlite).on_conflict_do_update(index_elements=[key], set_=changes)


def insert_or_replace(
    table: type[SQLModel],
    key: Sequence[str],
    columns: Sequence[str],
    where: Any,
    *,
    is_sqlite: bool,
) -> Any:
    """Return an insert that gives an existing row these columns, where the condition holds."""
    made = _insert(table, is_sqlite)
    changes = {name: made.excluded[name] for name in columns}
    return made.on_conflict_do_update(index_elements=list(key), set_=changes, where=where)


def _insert(table: type[SQLModel], is_sqlite: bool) -> Any:
    if is_sqlite:
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
