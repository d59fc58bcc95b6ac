"""What the jobs of the timetable cost: that which is due, however much is stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import pytest
from sqlalchemy import delete
from sqlmodel import Session

from casework.desk import Desk
from scheduler.timetable import TIMETABLE
from storage.database import Database
from storage.evidence.abandoned import remove_abandoned
from storage.evidence.store import EvidenceStore
from storage.tables import Anchor
from tests.town import BUREAU

NOW = datetime(2026, 3, 10, 2, 7, tzinfo=UTC)
LATELY = "2026-03-09 02:07:00.000000"
FEW, MANY = 200, 2000
MAX_MORE_STEPS = 500  # of SQLite's machine; reading one more row takes it three at least

# What is kept and of which nothing is due, a row for each of :ids.
STORED = (
    """
    INSERT INTO chats (channel, address, state, serial, by_receipt, seen_at, window_at,
        window_count, left_out_files, left_out_messages, gone)
    SELECT 'web', value, '{}', 0, 0, :lately, NULL, 0, 0, 0, 0 FROM json_each(:ids)
    """,
    """
    INSERT INTO tickets (number, track, kind, state, words, place, restricted, supervised,
        limit_days, filed_at, closed_at, due_at, due_provisional, upheld, handed_back, events, head)
    SELECT 'DC-' || value, 'finding', substr('latetalk', value % 2 * 4 + 1, 4), 'closed', '', '',
        0, 0, 3, :lately, :lately, :lately, 0, 0, 0, 1, '' FROM json_each(:ids)
    """,
    """
    INSERT INTO reminders (about, subject, level, planned_for, due_at, urgent, state)
    SELECT 'ticket', value, 'yellow', :lately, :lately, 0, 'sent' FROM json_each(:ids)
    """,
    """
    INSERT INTO outbox (id, chat_id, payload, kind, about, conversation, private, state, attempts,
        not_before, created_at, sent_at, reference)
    SELECT -value - 1, 1, '{}', 'notice', '', '', 0, 'sent', 1, :lately, :lately, :lately, ''
    FROM json_each(:ids)
    """,
    "INSERT INTO received (channel, key, at) SELECT 'web', value, :lately FROM json_each(:ids)",
    """
    INSERT INTO evidence (ticket_id, role, name, source, state, attempts, not_before, received_at,
        stamped)
    SELECT 1, 'report', '', '{}', substr('keptlost', value % 2 * 4 + 1, 4), 1,
        '2026-01-02 00:00:00', '2026-01-02 00:00:00', 0 FROM json_each(:ids)
    """,
    """
    INSERT INTO failures (at, channel, address, key, error, tries, seen)
    SELECT :lately, 'job', 'archive_closed', value, '', 1, 1 FROM json_each(:ids)
    """,
)


def sweep(desk: Desk, now: datetime) -> int:
    """Look for abandoned pictures, of which there are none."""
    return remove_abandoned(desk.session, cast("EvidenceStore", None), now)


WORK = {name: job.work for name, job in TIMETABLE.items()} | {"sweep_files": sweep}


@pytest.mark.parametrize("name", WORK)
def test_what_is_not_due_costs_nothing(sqlite_database: Database, name: str) -> None:
    store(sqlite_database, 0, FEW)
    if name == "anchor":
        take_in(sqlite_database)
    few = steps(sqlite_database, WORK[name])
    store(sqlite_database, FEW, MANY)
    if name == "anchor":
        take_in(sqlite_database)
    assert steps(sqlite_database, WORK[name]) <= few + MAX_MORE_STEPS


def take_in(database: Database) -> None:
    """Have what came without the program anchored as what was there before."""
    with database.write() as session:
        session.execute(delete(Anchor))
    for _time in range(9):
        with database.write() as session:
            WORK["anchor"](Desk(session, NOW, BUREAU), NOW)


def store(database: Database, first: int, count: int) -> None:
    """Put in so many of each that are not due."""
    given = {"ids": json.dumps(list(range(first + 1, first + count + 1))), "lately": LATELY}
    with database.writer.begin() as connection:
        for insert in STORED:
            connection.exec_driver_sql(insert, given)


def steps(database: Database, work: Callable[[Desk, datetime], int]) -> int:
    """Return how many steps SQLite's machine takes for a job that finds nothing to do."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with database.write() as session:
        lent = _driver(session)
        lent.set_progress_handler(count, 1)
        done = work(Desk(session, NOW, BUREAU), NOW)
        lent.set_progress_handler(None, 0)
    assert not done
    return taken


def _driver(session: Session) -> sqlite3.Connection:
    lent = session.connection().connection.driver_connection
    assert isinstance(lent, sqlite3.Connection)
    return lent
