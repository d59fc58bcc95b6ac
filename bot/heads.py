"""Heads of days in a file outside the database: what a database set back would have to match."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from sqlmodel import col, select

from storage.anchors import BEFORE, day_at, head_in_words
from storage.database import Database
from storage.tables import Anchor


@dataclass(frozen=True, slots=True)
class HeadsFile:
    """A file with a line for each closed day, and beside it up to where all was found well."""

    path: Path

    def heads(self) -> list[str]:
        """Return the heads that were written down, oldest first."""
        if not self.path.exists():
            return []
        return [line.strip() for line in self.path.read_text().splitlines() if line.strip()]

    def add(self, anchors: Iterable[Anchor]) -> int:
        """Write down the heads that are not there yet; returns how many."""
        known = set(self.heads())
        new = [head for head in map(head_in_words, anchors) if head not in known]
        if new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.writelines(f"{head}\n" for head in new)
                file.flush()
                os.fsync(file.fileno())
        return len(new)

    def checked(self) -> int | None:
        """Return the day up to which all was found well, None before the first time."""
        written = self._checked.read_text().strip() if self._checked.exists() else ""
        return int(written) if written.isdecimal() else None

    def note_checked(self, day: int) -> None:
        """Write down that all was found well up to this day."""
        self._checked.parent.mkdir(parents=True, exist_ok=True)
        self._checked.write_text(f"{day}\n")

    @property
    def _checked(self) -> Path:
        return self.path.with_name(f"{self.path.stem}-checked.txt")


def keep_heads(database: Database, file: HeadsFile, zone: tzinfo, now: datetime) -> int:
    """Write the heads of closed days into the file, as a job; returns how many were new."""
    with database.read() as session:
        closed = (col(Anchor.day) > BEFORE, col(Anchor.day) < day_at(now, zone))
        anchors = session.exec(select(Anchor).where(*closed).order_by(col(Anchor.day))).all()
    return file.add(anchors)
