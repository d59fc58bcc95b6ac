"""How the jobs of the timetable fare: their last runs, the items that fail, and one replica at a
time where it must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, bindparam, text
from sqlmodel import Session, col, select

from storage.tables import Failure, JobRun
from storage.tables.chats import IS_UNSEEN
from storage.upsert import insert_or_change

CHANNEL = "job"  # of the failures kept here: `address` is the job's name, `key` the item's
MAX_TRIES = 5  # of one item; then it waits for somebody to look into it
REST_AFTER_FAILURE = timedelta(minutes=5)  # after the second twice as long, and so on
LOCK_NAMESPACE = 0x4D4A  # the first half of the advisory locks' keys


def record_run(session: Session, run: JobRun) -> None:
    """Write down how a job ran last."""
    row = run.model_dump()
    changes = {name: value for name, value in row.items() if name != "name"}
    insert = _insert_run(session.get_bind().dialect.name == "sqlite")
    session.connection().execute(insert, row | {f"_{name}": at for name, at in changes.items()})


@cache
def _insert_run(is_sqlite: bool) -> Any:
    changes: dict[str, Any] = {
        name: bindparam(f"_{name}") for name in JobRun.model_fields if name != "name"
    }
    return insert_or_change(JobRun, "name", changes, is_sqlite=is_sqlite)


def last_runs(session: Session) -> Mapping[str, JobRun]:
    """Return how every job ran last, on whichever replica."""
    return {each.name: each for each in session.exec(select(JobRun))}


def only_here(session: Session, job: str) -> bool:
    """Tell whether this transaction may do the job alone until it ends; on SQLite every writer is
    alone.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    key = {"jobs": LOCK_NAMESPACE, "job": crc32(job.encode()) - 2**31}
    return bool(
        session.connection()
        .execute(text("SELECT pg_try_advisory_xact_lock(:jobs, :job)"), key)
        .scalar_one()
    )


def note_failure(
    session: Session, job: str, item: str, error: Exception, now: datetime
) -> datetime | None:
    """Keep that an item failed, in one row however often; returns when to try again, None when it
    was tried often enough.
    """
    row = session.exec(select(Failure).where(*_of(job), Failure.key == item)).first()
    if row is None:
        row = Failure(at=now, channel=CHANNEL, address=job, key=item, error="", tries=0)
    row.at, row.error, row.tries = now, f"{type(error).__name__}: {error}"[:1000], row.tries + 1
    session.add(row)
    session.flush()
    return now + REST_AFTER_FAILURE * row.tries if row.tries < MAX_TRIES else None


def resting(session: Session, job: str, now: datetime) -> list[str]:
    """Return the items not to be tried now: they failed a short while ago, or too often."""
    rows = session.exec(select(Failure).where(*_of(job)))
    return [row.key for row in rows if _is_resting(row, now)]


def _is_resting(failure: Failure, now: datetime) -> bool:
    if failure.tries >= MAX_TRIES:
        return True
    return now < failure.at + REST_AFTER_FAILURE * failure.tries


def _of(job: str) -> tuple[ColumnElement[bool], ...]:
    return (IS_UNSEEN, col(Failure.channel) == CHANNEL, col(Failure.address) == job)
