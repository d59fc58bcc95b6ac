"""How jobs ran last, which of their items rest, and who does a job alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, select

from storage.database import Database
from storage.queries.jobs import (
    MAX_TRIES,
    REST_AFTER_FAILURE,
    last_runs,
    note_failure,
    only_here,
    record_run,
    resting,
)
from storage.tables import Failure, JobRun
from tests.town import MONDAY


def fail(session: Session, item: str = "7", job: str = "job") -> None:
    """Let an item of a job fail on Monday."""
    note_failure(session, job, item, ValueError("x"), MONDAY)


def test_a_run_takes_the_place_of_the_one_before(database: Database) -> None:
    later = MONDAY + timedelta(minutes=1)
    with database.write() as session:
        record_run(session, JobRun(name="tidy", started_at=MONDAY, error="broken"))
        record_run(session, JobRun(name="remind", started_at=MONDAY, ended_at=later, done=3))
    with database.write() as session:
        record_run(session, JobRun(name="tidy", started_at=later, ended_at=later, done=1))
    with database.read() as session:
        found = last_runs(session)
    assert set(found) == {"tidy", "remind"}
    tidy = found["tidy"]
    assert (tidy.started_at, tidy.ended_at, tidy.done, tidy.error) == (later, later, 1, "")
    assert found["remind"].done == 3


def test_an_item_rests_longer_with_every_failure_and_then_for_good(
    sqlite_database: Database,
) -> None:
    with sqlite_database.write() as session:
        for tries in range(1, MAX_TRIES + 1):
            again = note_failure(session, "job", "7", ValueError("x"), MONDAY)
            rest = REST_AFTER_FAILURE * tries
            assert again == (MONDAY + rest if tries < MAX_TRIES else None)
            assert resting(session, "job", MONDAY + rest - timedelta(seconds=1)) == ["7"]
            rested = [] if tries < MAX_TRIES else ["7"]
            assert resting(session, "job", MONDAY + rest) == rested
        failure = session.exec(select(Failure)).one()
        assert (failure.tries, failure.error) == (MAX_TRIES, "ValueError: x")


def test_each_job_and_item_rests_by_itself(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        for item in ("7", "8"):
            fail(session, item)
        fail(session, "9", "other")
        assert sorted(resting(session, "job", MONDAY)) == ["7", "8"]
        assert resting(session, "other", MONDAY) == ["9"]
        assert resting(session, "third", MONDAY) == []


def test_what_was_looked_into_is_tried_anew(database: Database) -> None:
    with database.write() as session:
        for _time in range(MAX_TRIES):
            fail(session)
        session.execute(update(Failure).values(seen=True))
        session.expire_all()
        assert resting(session, "job", MONDAY) == []
        again = note_failure(session, "job", "7", ValueError("x"), MONDAY)
    assert again == MONDAY + REST_AFTER_FAILURE


def test_a_message_that_failed_is_no_item_of_a_job(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(Failure(at=MONDAY, channel="web", address="job", key="7", error="x"))
        session.flush()
        assert resting(session, "job", MONDAY) == []


def test_one_replica_alone_does_a_job_until_it_has_committed(
    postgresql_database: Database,
) -> None:
    with postgresql_database.write() as one:
        assert only_here(one, "tidy")
        with postgresql_database.write() as other:
            assert not only_here(other, "tidy")
            assert only_here(other, "remind")
        assert only_here(one, "tidy")
    with postgresql_database.write() as other:
        assert only_here(other, "tidy")


def test_on_sqlite_every_writer_is_alone(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        assert only_here(session, "tidy")
