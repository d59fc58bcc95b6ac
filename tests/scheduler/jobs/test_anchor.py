"""The job that anchors what is new."""

from __future__ import annotations

from scheduler.jobs.anchor import BATCH, anchor
from storage.database import Database
from storage.queries.jobs import only_here
from tests.casework.stage import Stage


def _run(stage: Stage) -> int:
    with stage.database.write() as session:
        return anchor(stage.town.desk(session), stage.town.clock())


def test_it_is_done_until_nothing_is_new(database: Database) -> None:
    stage = Stage(database)
    assert _run(stage) == BATCH  # all from before; what is new comes next
    assert 0 < _run(stage) < BATCH
    assert _run(stage) == 0


def test_one_replica_does_it_at_a_time(postgresql_database: Database) -> None:
    stage = Stage(postgresql_database)
    with postgresql_database.write() as session:
        assert only_here(session, "anchor")
        assert _run(stage) == 0
    assert _run(stage) == BATCH
