"""Pictures on their way: claimed for a time, settled once, and forgotten where nobody is known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import select

from pictures.types import Origin, Verified
from storage.database import Database
from storage.evidence.fetching import LEASE, claim_pictures, is_work_waiting, keep, put_off
from storage.evidence.store import Copy
from storage.tables import Chat, Evidence
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


def _copies(public: str, thumbnail: str) -> tuple[Copy, Copy]:
    return Copy(public, "c" * 64), Copy(thumbnail, "d" * 64)


def test_a_picture_is_kept_once(database: Database) -> None:
    stage = Stage(database)
    photo = stage.photo("inspector")
    with database.write() as session:
        (job,) = claim_pictures(session, MONDAY, 10)
        assert keep(session, job, PHOTO, "a" * 64, *_copies("1/p.jpg", "1/t.jpg"), MONDAY)
        assert not keep(session, job, PHOTO, "b" * 64, *_copies("1/q.jpg", "1/u.jpg"), MONDAY)
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


def test_the_staff_come_first_and_then_the_chats_take_turns(database: Database) -> None:
    stage = Stage(database)
    with database.write() as session:
        chats = [
            Chat(channel="web", address=name * 32, seen_at=MONDAY, window_at=MONDAY)
            for name in "abc"
        ]
        session.add_all(chats)
        session.flush()
        senders = [chats[0]] * 3 + [chats[1]] * 2 + [chats[2]]
        photos = [
            Evidence(chat_id=chat.id, source={}, not_before=MONDAY, received_at=MONDAY)
            for chat in senders
        ]
        session.add_all(photos)
        session.flush()
        a1, a2, a3, b1, b2, c1 = (photo.id for photo in photos)
        chat_a, chat_b, _chat_c = (chat.id for chat in chats)
    inspectors = stage.photo("inspector")

    def claim(most: int, strangers: int, under_way: Collection[int | None] = ()) -> list[int]:
        with database.write() as session:
            jobs = claim_pictures(
                session, MONDAY, most, most_of_strangers=strangers, under_way=under_way
            )
            assert [job.is_staff for job in jobs] == [job.id == inspectors for job in jobs]
            return [job.id for job in jobs]

    assert claim(3, 2) == [inspectors, a1, b1]
    assert claim(4, 0) == []
    assert claim(1, 2, {chat_a, chat_b}) == [c1]
    assert claim(1, 2, {chat_a, None}) == [b2], "who has one under way comes last"
    assert claim(4, 2) == [a2, a3]
