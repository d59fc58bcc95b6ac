"""Pictures on their way: claimed for a time, settled once, and forgotten where nobody is known."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from pictures.types import Origin, Verified
from storage.database import Database
from storage.evidence.fetching import LEASE, claim_pictures, is_work_waiting, keep, put_off
from storage.tables import Evidence
from tests.casework.stage import Stage
from tests.town import MONDAY

PHOTO = Verified("JPEG", 10, 20, 30, Origin(camera="X"))


def test_a_claimed_picture_is_nobody_else_s_until_the_lease_ends(database: Database) -> None:
    stage = Stage(database)
    stage.photo("inspector")
    with database.write() as session:
        (job,) = claim_pictures(session, MONDAY, 10)
        assert job.attempts == 1
        assert claim_pictures(session, MONDAY, 10) == []
        assert not is_work_waiting(session, MONDAY)
        (again,) = claim_pictures(session, MONDAY + LEASE, 10)
        assert again.attempts == 2


def test_a_picture_is_kept_once(database: Database) -> None:
    stage = Stage(database)
    photo = stage.photo("inspector")
    with database.write() as session:
        (job,) = claim_pictures(session, MONDAY, 10)
        assert keep(session, job, PHOTO, "a" * 64, "1/p.jpg", "1/t.jpg", MONDAY)
        assert not keep(session, job, PHOTO, "b" * 64, "1/q.jpg", "1/u.jpg", MONDAY)
    with database.read() as session:
        row = session.exec(select(Evidence).where(Evidence.id == photo)).one()
        assert (row.state, row.original, row.height) == ("kept", "a" * 64, 20)


def test_an_attempt_that_does_not_count_is_taken_back(database: Database) -> None:
    stage = Stage(database)
    stage.photo("inspector")
    with database.write() as session:
        (job,) = claim_pictures(session, MONDAY, 10)
        put_off(session, job, "busy", MONDAY + timedelta(hours=1), count=False)
    with database.write() as session:
        assert not is_work_waiting(session, MONDAY + LEASE)
        (again,) = claim_pictures(session, MONDAY + timedelta(hours=1), 10)
        assert again.attempts == 1
