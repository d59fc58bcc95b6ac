"""Pictures of drafts that were given up: they go after a week, with their files; what a case or
another draft holds stays.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from pictures import types
from pictures.types import Verified
from storage.database import Database
from storage.evidence.abandoned import RETENTION_DAYS, remove_abandoned
from storage.evidence.failures import StoreAway
from storage.evidence.fetching import claim_pictures, keep
from storage.evidence.names import copy_name, original_name
from storage.evidence.store import Copy, EvidenceStore, open_store
from storage.queries.chats import let_go
from storage.tables import Evidence, Origin, Ticket

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=RETENTION_DAYS, hours=1)


class Shelf:
    """A database and a store with a way to put pictures there."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.store: EvidenceStore = open_store(f"file:{folder / 'evidence'}")

    def put(
        self,
        data: bytes,
        state: str = "dropped",
        at: datetime = LONG_AGO,
        ticket: int | None = None,
    ) -> str:
        """Put a picture there with its copy, and return its SHA-256."""
        file = self.folder / "one"
        file.write_bytes(data)
        digest = self.store.seal(file).sha256
        with self.database.write() as session:
            row = Evidence(
                state=state, original=digest, received_at=at, not_before=at, ticket_id=ticket
            )
            session.add(row)
            session.flush()
            row.public = f"{row.id}/public.jpg"
            self.store.put_copy(row.public, file)
            session.add(Origin(evidence_id=row.id or 0, camera="c"))
        return digest

    def ticket(self) -> int:
        """Put a ticket there."""
        with self.database.write() as session:
            row = Ticket(
                number="DC-2026-0001",
                track="finding",
                kind="late",
                state="accepted",
                limit_days=3,
                filed_at=NOW,
            )
            session.add(row)
            session.flush()
            return row.id or 0

    def remove(self) -> int:
        """Run the removal once."""
        with self.database.write() as session:
            return remove_abandoned(session, self.store, NOW)

    def left(self) -> list[tuple[str, bool]]:
        """Return the rows that are left, each with whether its original and its copy are there."""
        with self.database.read() as session:
            rows = session.exec(select(Evidence)).all()
            origins = set(session.exec(select(Origin.evidence_id)))
        assert origins == {row.id for row in rows}
        files = [
            (row.state, original_name(row.original or ""), copy_name(row.public or ""))
            for row in rows
        ]
        place = self.folder / "evidence"
        return [
            (state, (place / original).is_file() and (place / copy).is_file())
            for state, original, copy in files
        ]


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Shelf:
    return Shelf(database, tmp_path)


def test_what_was_given_up_long_ago_goes_with_its_files(shelf: Shelf) -> None:
    digests = [shelf.put(state.encode(), state) for state in ("dropped", "refused", "lost")]
    assert shelf.remove() == 3
    assert shelf.remove() == 0
    assert shelf.left() == []
    assert not any(shelf.store.has(each) for each in digests)
    assert [each for each in (shelf.folder / "evidence").rglob("*") if each.is_file()] == []


def test_drafts_cases_and_what_is_young_stay(shelf: Shelf) -> None:
    shelf.put(b"draft", "kept")
    shelf.put(b"young", "dropped", NOW - timedelta(days=1))
    shelf.put(b"case", "refused", ticket=shelf.ticket())
    assert shelf.remove() == 0
    assert shelf.left() == [("kept", True), ("dropped", True), ("refused", True)]


def test_the_same_photo_in_a_case_keeps_its_original(shelf: Shelf) -> None:
    digest = shelf.put(b"same")
    shelf.put(b"same", "kept", ticket=shelf.ticket())
    assert shelf.remove() == 1
    assert shelf.left() == [("kept", True)]
    assert shelf.store.verify(digest)


def test_the_same_photo_in_two_drafts_goes_with_the_second(shelf: Shelf) -> None:
    digest = shelf.put(b"same")
    shelf.put(b"same")
    assert shelf.remove() == 2
    assert not shelf.store.has(digest)


def test_a_picture_dropped_while_it_was_fetched_is_known_with_its_files(shelf: Shelf) -> None:
    with shelf.database.write() as session:
        session.add(Evidence(state="pending", received_at=LONG_AGO, not_before=LONG_AGO))
    with shelf.database.write() as session:
        (job,) = claim_pictures(session, NOW, 1)
        let_go(session, [job.id])
    with shelf.database.write() as session:
        verified = Verified("JPEG", 1, 1, 1, types.Origin())
        seen, small = Copy("1/public.jpg", "b" * 64), Copy("1/thumbnail.jpg", "c" * 64)
        assert not keep(session, job, verified, "a" * 64, seen, small, NOW)
    with shelf.database.read() as session:
        row = session.exec(select(Evidence)).one()
        assert (row.state, row.original, row.public, row.thumbnail) == (
            "dropped",
            "a" * 64,
            "1/public.jpg",
            "1/thumbnail.jpg",
        )


def test_a_store_that_is_away_leaves_the_rows_for_the_next_time(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(b"one")

    def away(_store: EvidenceStore, _digest: str) -> None:
        raise StoreAway("away")

    with monkeypatch.context() as patch:
        patch.setattr(EvidenceStore, "drop_unfiled", away)
        with pytest.raises(StoreAway):
            shelf.remove()
    assert shelf.remove() == 1
    assert shelf.left() == []
