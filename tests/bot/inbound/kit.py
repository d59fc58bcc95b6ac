"""What is said in these tests, and what came of it."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from bot.channels.base import Incoming
from storage.database import Database
from talk import input as sent
from tests.town import Town


def message(name: str, words: str, key: str) -> Incoming:
    """Return what somebody says, under this key."""
    return Incoming("web", name, key, sent.Words(words), language="en")


def count_rows(database: Database, table: Any) -> int:
    """Return how many rows there are."""
    with database.read() as session:
        return len(session.exec(select(table)).all())


def news(town: Town, name: str) -> str:
    """Return what arrived for somebody since the last look."""
    return " | ".join(town.phone(name).news())
