"""Numbers have no gaps and no twins, whoever files at the same time and whatever is rolled back in
between.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from casework.execute import execute
from casework.tickets import commands as c
from rules.lifecycle import StepRefused
from storage.database import Database, DatabaseAway
from storage.tables import Number, Ticket
from tests.casework.stage import Stage

THREADS, EACH = 6, 12


class ThrownAway(Exception):
    """This transaction is given up on purpose."""


def test_gapless_under_threads_with_rollbacks_in_between(database: Database) -> None:
    stage = Stage(database)
    start, unit = threading.Barrier(THREADS), stage.unit()

    def file_some(thread: int) -> int:
        chance, filed = random.Random(thread), 0
        start.wait(10)
        for _each in range(EACH):
            what = chance.choice(["file", "file", "roll back", "refuse"])
            try:
                with database.write() as session:
                    desk = stage.desk(session, "inspector")
                    execute(desk, c.FileFinding(unit, "late", "w"))
                    if what == "roll back":
                        raise ThrownAway
                    if what == "refuse":
                        execute(desk, c.FileFinding(unit, "no such kind", "w"))
                    filed += 1
            except (ThrownAway, StepRefused, DatabaseAway):
                continue
        return filed

    with ThreadPoolExecutor(THREADS) as pool:
        filed = sum(pool.map(file_some, range(THREADS)))
    assert 0 < filed < THREADS * EACH
    with database.read() as session:
        numbers = sorted(session.exec(select(Ticket.number)))
    assert numbers == [f"DC-2026-{each:04d}" for each in range(1, filed + 1)]
    assert stage.faults() == []


def test_the_series_of_findings_and_complaints_are_counted_apart(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    assert [stage.finding(), stage.complaint(), stage.finding(), stage.complaint()] == [
        "DC-2026-0001",
        "TS-2026-0001",
        "DC-2026-0002",
        "TS-2026-0002",
    ]


@pytest.mark.parametrize("file", [Stage.finding, Stage.complaint], ids=["finding", "complaint"])
def test_the_year_is_the_bureaus(sqlite_database: Database, file: Callable[[Stage], str]) -> None:
    stage = Stage(sqlite_database)
    stage.town.clock.now = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    last = file(stage)
    stage.town.clock.forward(minutes=1)  # midnight in Beijing, still last year in London
    assert (last[3:], file(stage)[3:], file(stage)[3:]) == ("2026-0001", "2027-0001", "2027-0002")


def test_beyond_four_digits_a_number_just_grows(sqlite_database: Database) -> None:
    stage = Stage(sqlite_database)
    with sqlite_database.write() as session:
        session.add(Number(series="DC-2026", last=9999))
    assert stage.finding() == "DC-2026-10000"
    assert "DC-2026-10000 Late" in stage.town.play("office > dc-2026-10000")
