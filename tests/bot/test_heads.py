"""The file of heads: a line for each closed day, and up to where all was found well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.heads import HeadsFile, keep_heads
from locales.translate import BEIJING
from storage.anchors import anchor_new, head_in_words
from storage.database import Database
from storage.tables import Anchor, Person

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_closed_days_are_written_down_once(sqlite_database: Database, tmp_path: Path) -> None:
    file = HeadsFile(tmp_path / "data" / "heads.txt")
    assert file.heads() == []
    for day in range(3):
        with sqlite_database.write() as session:
            session.add(Person(key=str(day), name="n"))
        for _time in range(2):
            with sqlite_database.write() as session:
                anchor_new(session, NOW + timedelta(days=day), BEIJING)
    now = NOW + timedelta(days=2)
    assert keep_heads(sqlite_database, file, BEIJING, now) == 2
    assert keep_heads(sqlite_database, file, BEIJING, now) == 0
    with sqlite_database.read() as session:
        written = [head_in_words(session.get_one(Anchor, NOW.toordinal() + day)) for day in (0, 1)]
    assert file.heads() == written


def test_up_to_where_all_was_well_is_remembered(tmp_path: Path) -> None:
    file = HeadsFile(tmp_path / "data" / "heads.txt")
    assert file.checked() is None
    file.note_checked(739677)
    assert HeadsFile(file.path).checked() == 739677
