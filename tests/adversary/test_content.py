"""Whoever holds the database and last night's backup finds no words, name or number beside an
account.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.tickets import commands as c
from storage.database import Database
from tests.casework.stage import Stage

DRAFT = "the canteen sells expired milk"
FILED = "the bursar sells uniforms from his car"
NAME, CONTACT = "Zhang Xiaoming", "13800000000"
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")


@pytest.fixture
def said(database: Database) -> list[str]:
    """What must not be found: of a draft, questions, a receipt and news of a complaint."""
    stage = Stage(database)
    town = stage.town
    town.phone("drafting", "telegram")
    town.play(f"drafting > complain\ndrafting > {DRAFT}")
    receipt = town.play(f"""
        parent > complain
        parent > {FILED}
        parent > Done
        parent > [Teaching materials and uniforms]
        parent > [第一中学]
        parent > [No]
        parent > [Anonymous]
        parent > [Submit]
    """)
    code = CODE.search(receipt)
    assert code is not None
    stage.do(
        "parent",
        c.FileComplaint("other", "named", stage.unit(), "overcharged", name=NAME, contact=CONTACT),
    )
    stage.bring("TS-2026-0002", "in_progress")
    stage.do("head", c.AskReporter("TS-2026-0002", "which car?"))
    assert "which car?" in str(stage.mail()["parent"])
    words = [DRAFT, FILED, "overcharged", "which car?", "uniforms"]
    return [*words, NAME, CONTACT, code[0], "TS-2026-0001", "TS-2026-0002"]


def test_the_tables_of_accounts_hold_no_words_names_or_numbers(
    database: Database, said: list[str]
) -> None:
    with database.read() as session:
        for table in ("chats", "outbox"):
            rows = session.connection().execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608  # our own tables
            assert len(rows) > 1
            stored = b"\n".join(_bytes(value) for row in rows for value in row)
            assert [each for each in said if each.encode() in stored] == []


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.mark.parametrize("kept", ["as it runs", "copied at night"])
def test_no_file_holds_a_draft(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path, kept: str
) -> None:
    """Nor do the log and free pages."""
    stage, loot = Stage(sqlite_database), tmp_path / "loot"
    stage.town.phone("drafting", "telegram")
    stage.town.play(f"drafting > complain\ndrafting > {DRAFT}")
    stage.town.play("drafting > cancel\ndrafting > complain\ndrafting > " + DRAFT)
    loot.mkdir()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    if kept == "as it runs":
        for each in file.parent.glob(f"{file.name}*"):
            shutil.copy(each, loot)
    else:
        with closing(sqlite3.connect(file)) as hand:
            hand.execute("VACUUM INTO ?", [str(loot / "backup.db")])
    found = b"".join(each.read_bytes() for each in loot.iterdir())
    assert len(found) > 10_000
    assert DRAFT.encode() not in found
