"""Long lists of ids in pieces that one statement can name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Id = TypeVar("Id", int, str)

CHUNK_SIZE = 400  # SQLite takes some thousands, and a plan for more is slow to make


def pieces(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """Return the ids in order, each once, in lists of at most CHUNK_SIZE."""
    listed = sorted(set(ids))
    for start in range(0, len(listed), CHUNK_SIZE):
        yield listed[start : start + CHUNK_SIZE]
