"""Inserts that meet a row that is there already; each database's dialect is imported where it is used, for they are large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import SQLModel


def insert_or_leave(table: type[SQLModel], *, is_sqlite: bool) -> Any:
    """Return an insert that leaves a row alone that is there already."""
    return _insert(table, is_sqlite).on_conflict_do_nothing()


def insert_or_change(table: type[SQLModel], key: str, changes: dict[str, Any], *, is_sqlite: bool) -> Any:
    """Return an insert that makes these changes to a row that is there already."""
    return _insert(table, is_sqlite).on_conflict_do_update(index_elements=[key], set_=changes)


def insert_or_take(table: type[SQLModel], key: Sequence[str], take: Sequence[str], where: Any, *, is_sqlite: bool) -> Any:
    """Return an insert that gives a row that is there already these columns of the new one, where the condition holds."""
    made = _insert(table, is_sqlite)
    changes = {name: made.excluded[name] for name in take}
    return made.on_conflict_do_update(index_elements=list(key), set_=changes, where=where)


def _insert(table: type[SQLModel], is_sqlite: bool) -> Any:
    if is_sqlite:
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
