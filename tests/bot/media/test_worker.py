"""What becomes of a photo between its message and the evidence store, on both databases."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import piexif
import pytest
from PIL import Image
from sqlalchemy import update
from sqlmodel import col, select

from bot.channels.base import FetchFailed
from bot.media.processing import PhotoProcessing
from bot.media.sandbox import SandboxPool
from bot.media.worker import MAX_ATTEMPTS, EvidenceWorker
from pictures.types import PhotoLimits
from storage.database import Database, DatabaseAway, open_database
from storage.evidence import fetching
from storage.evidence.failures import StoreFull
from storage.evidence.names import copy_name, original_name
from storage.evidence.store import EvidenceStore, open_store
from storage.outbox.notice import Notice
from storage.tables import Chat, Evidence, Origin, OutboxRow, Reporter, Ticket
from tests.databases import SECRET
from tests.fakes.channel import FakeChannel

ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """The real time and what was added to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Desk:
    """A database with one chat, a store, a channel with photos, and a worker."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.channel = FakeChannel()
        self.clock = Clock()
        self.store: EvidenceStore = open_store(f"file:{folder / 'evidence'}")
        self.scratch = folder / "scratch"
        self.sandbox = SandboxPool(seconds=20)
        self.worker = self.open_worker()
        with database.write() as session:
            chat = Chat(channel="fake", address="ann", seen_at=self.clock(), window_at=self.clock())
            session.add(chat)
            session.flush()
            self.chat_id = chat.id or 0

    def open_worker(self, database: Database | None = None) -> EvidenceWorker:
        limits = PhotoLimits(max_bytes=500_000)
        processing = PhotoProcessing(
            {"fake": self.channel}, self.store, self.clock, limits, None, ZONE, self.sandbox
        )
        return EvidenceWorker(
            database or self.database, processing, self.store, self.clock, self.scratch
        )

    def record(self, name: str, photo: bytes | Exception, **fields: Any) -> int:
        """Record a picture as the receiver does; return its id."""
        self.channel.photos[name] = photo
        now = self.clock()
        with self.database.write() as session:
            sent = {
                "chat_id": self.chat_id,
                "source": {"file": name},
                "not_before": now,
                "received_at": now,
            }
            row = Evidence(**{**sent, **fields})
            session.add(row)
            session.flush()
        self.worker.wake()
        return row.id or 0

    def row(self, evidence: int) -> Evidence:
        with self.database.read() as session:
            row = session.get(Evidence, evidence)
        assert row is not None
        return row

    async def settled(self) -> bool:
        """Tell whether every picture is kept, and stamped where it is to be, or given up."""
        return await asyncio.to_thread(self._count_unsettled) == 0

    def _count_unsettled(self) -> int:
        with self.database.read() as session:
            rows = session.exec(select(Evidence)).all()
        return sum(
            row.state == "pending" or (row.stamp is not None and not row.stamped) for row in rows
        )

    def notices(self) -> list[Notice]:
        with self.database.read() as session:
            return [
                Notice.from_row(row)
                for row in session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))
            ]

    def file_ticket(self, level: str | None) -> int:
        with self.database.write() as session:
            ticket = Ticket(
                number="TS-2026-0001",
                track="complaint",
                kind="other",
                state="submitted",
                limit_days=15,
                filed_at=self.clock(),
            )
            session.add(ticket)
            session.flush()
            if level is not None:
                session.add(Reporter(ticket_id=ticket.id or 0, level=level))
        return ticket.id or 0

    @asynccontextmanager
    async def open(self, *workers: EvidenceWorker) -> AsyncIterator[None]:
        """Take in meanwhile; the end waits until every picture is settled."""
        running = [asyncio.create_task(each.run()) for each in workers or (self.worker,)]
        await asyncio.sleep(0)
        try:
            yield
            await until(self.settled)
        finally:
            for each in workers or (self.worker,):
                each.stop()
            await asyncio.gather(*running)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that workers do in their own time."""
    async with asyncio.timeout(60):
        while not await happened():  # noqa: ASYNC110  # nobody rings
            await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def _looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for the next look."""
    monkeypatch.setattr("bot.media.worker.POLL_SECONDS", 0.05)


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    return Desk(sqlite_database, tmp_path)


@pytest.fixture
def any_desk(database: Database, tmp_path: Path) -> Desk:
    """A desk for what each database does in its own way: claims, leases, what is forgotten."""
    return Desk(database, tmp_path)


def jpeg(width: int = 640, height: int = 480, colour: str = "navy", **options: Any) -> bytes:
    """Return a JPEG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG", **options)
    return file.getvalue()


async def test_a_photo_is_proved_sealed_and_copied(any_desk: Desk) -> None:
    desk = any_desk
    exif = piexif.dump(
        {
            "0th": {piexif.ImageIFD.Model: b"Pad 5"},
            "Exif": {piexif.ExifIFD.DateTimeOriginal: b"2026:03:02 08:30:00"},
        }
    )
    photo = jpeg(exif=exif)
    async with desk.open():
        evidence = desk.record("a", photo)
    row = desk.row(evidence)
    assert (row.state, row.media, row.width, row.height, row.bytes) == (
        "kept",
        "JPEG",
        640,
        480,
        len(photo),
    )
    assert row.original is not None
    assert desk.store.read(original_name(row.original)) == photo
    assert row.thumbnail is not None
    assert max(Image.open(io.BytesIO(desk.store.read(copy_name(row.thumbnail)))).size) == 320
    picture = desk.worker.picture(evidence)
    assert picture is not None
    with Image.open(picture) as image:
        assert image.size == (640, 480)
        assert not image.getexif()
    with desk.database.read() as session:
        origin = session.get(Origin, evidence)
    assert origin is not None
    assert (origin.taken_at, origin.camera) == (datetime(2026, 3, 2, 0, 30, tzinfo=UTC), "Pad 5")
    assert desk.notices() == []
    assert list(desk.scratch.glob("one-*")) == []
    assert desk.worker.counters.kept == 1


async def test_a_file_that_is_no_photo_is_refused_and_its_sender_told(desk: Desk) -> None:
    level = []
    desk.worker.after_commit.append(lambda: level.append(True))
    async with desk.open():
        evidence = desk.record("a", b"%PDF-1.7 not a photo")
    assert desk.row(evidence).state == "refused"
    (notice,) = desk.notices()
    assert notice.text.text == "The photo of {time} was not taken. {why}"
    assert notice.text.facts["time"] == desk.row(evidence).received_at
    assert "JPEG" in str(notice.text.facts["why"])
    assert level != []
    assert desk.worker.picture(evidence) is None


async def test_a_photo_that_cannot_be_had_is_asked_for_again(desk: Desk) -> None:
    async with desk.open():
        gone = desk.record("a", FetchFailed("file is too old", final=True))
        nobodys = desk.record("b", jpeg(), chat_id=None)
    assert (desk.row(gone).state, desk.row(gone).error) == ("lost", "file is too old")
    assert desk.row(nobodys).state == "lost"
    (notice,) = desk.notices()
    assert notice.text.text.startswith("The photo of {time} could not be fetched.")


async def test_fetching_is_tried_again_and_given_up_in_the_end(desk: Desk) -> None:
    async with desk.open():
        late = desk.record("a", FetchFailed("502", final=False))
        await until(lambda: _is(desk, late, attempts=1, error="502"))
        desk.channel.photos["a"] = jpeg()
        desk.clock.ahead += timedelta(seconds=5)
    assert desk.row(late).state == "kept"
    assert desk.row(late).attempts == 2
    desk.worker = desk.open_worker()
    async with desk.open():
        never = desk.record("b", FetchFailed("fault 1", final=False))
        for attempt in range(1, MAX_ATTEMPTS):
            await until(lambda attempt=attempt: _is(desk, never, error=f"fault {attempt}"))  # type: ignore[misc]
            desk.channel.photos["b"] = FetchFailed(f"fault {attempt + 1}", final=False)
            desk.clock.ahead += timedelta(hours=1)
            desk.worker.wake()
    assert desk.row(never).state == "lost"
    assert desk.channel.fetched.count("b") == MAX_ATTEMPTS
    assert len(desk.notices()) == 1


async def test_a_photo_waits_for_its_platform_uncounted_and_its_sender_is_told_when_it_is_lost(
    desk: Desk,
) -> None:
    async with desk.open():
        away = FetchFailed("60020 not allow to access from your ip", final=False, counts=False)
        saved, gone = desk.record("a", away), desk.record("b", away)
        for hours in (0, 1, 24, 46):
            desk.clock.ahead += timedelta(hours=hours)
            desk.worker.wake()
            tries = len(desk.channel.fetched)
            await until(lambda tries=tries: _both_fetched(desk, tries))  # type: ignore[misc]
            for each in (saved, gone):
                await until(lambda each=each: _is(desk, each, attempts=0, state="pending"))  # type: ignore[misc]
        desk.channel.photos["a"] = jpeg()
        desk.clock.ahead += timedelta(minutes=7)
        await until(lambda: _is(desk, saved, state="kept"))
        assert desk.notices() == []
        desk.clock.ahead += timedelta(hours=2)
    assert desk.row(gone).state == "lost"
    assert desk.row(gone).error == "given up after 3 days: 60020 not allow to access from your ip"
    (notice,) = desk.notices()
    assert notice.text.text.startswith("The photo of {time} could not be fetched.")


async def test_a_photo_of_a_channel_that_is_switched_off_waits_too(desk: Desk) -> None:
    with desk.database.write() as session:
        session.exec(update(Chat).values(channel="elsewhere"))
    async with desk.open():
        evidence = desk.record("a", jpeg())
        await until(
            lambda: _is(desk, evidence, attempts=0, state="pending", error="no channel elsewhere")
        )
        with desk.database.write() as session:
            session.exec(update(Chat).values(channel="fake"))
        desk.clock.ahead += timedelta(seconds=5)
    assert desk.row(evidence).state == "kept"


async def test_an_anonymous_senders_account_is_forgotten(any_desk: Desk) -> None:
    desk = any_desk
    ticket = desk.file_ticket("anonymous")
    async with desk.open():
        kept, refused = (
            desk.record("a", jpeg(), ticket_id=ticket),
            desk.record("b", b"no", ticket_id=ticket),
        )
    for each in (kept, refused):
        assert (desk.row(each).chat_id, desk.row(each).source) == (None, {})
    assert len(desk.notices()) == 1  # the sender was told all the same
    with desk.database.read() as session:
        (row,) = session.exec(select(OutboxRow))
        assert row.chat_id == desk.chat_id


async def test_a_draft_that_becomes_anonymous_is_forgotten_too(desk: Desk) -> None:
    async with desk.open():
        evidence = desk.record("a", jpeg())
        await until(desk.settled)
        assert desk.row(evidence).chat_id == desk.chat_id
        ticket = desk.file_ticket("anonymous")
        with desk.database.write() as session:
            row = session.get(Evidence, evidence)
            assert row is not None
            row.ticket_id = ticket
        desk.worker.wake()
        await until(lambda: _is(desk, evidence, chat_id=None, source={}))


async def test_a_named_senders_account_is_kept(desk: Desk) -> None:
    ticket = desk.file_ticket("named")
    async with desk.open():
        evidence = desk.record("a", jpeg(), ticket_id=ticket)
    assert desk.row(evidence).chat_id == desk.chat_id


async def test_a_slow_photo_stays_ours_while_it_is_fetched(
    postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease is renewed: a second process looks at it again and again, and leaves it alone."""
    desk = Desk(postgresql_database, tmp_path)
    monkeypatch.setattr(fetching, "LEASE", timedelta(seconds=0.6))
    fetch = desk.channel.fetch

    async def slowly(*args: Any) -> None:
        await asyncio.sleep(1.5)
        await fetch(*args)

    monkeypatch.setattr(desk.channel, "fetch", slowly)
    async with desk.open(desk.worker, desk.open_worker()):
        evidence = desk.record("a", jpeg())
        await until(lambda: _is(desk, evidence, state="kept"))
    assert desk.row(evidence).attempts == 1


async def test_a_full_store_does_not_lose_a_photo(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:

    def refuse(_path: Path) -> None:
        raise StoreFull("no room left")

    async with desk.open():
        with monkeypatch.context() as patch:
            patch.setattr(desk.store, "seal", refuse)
            evidence = desk.record("a", jpeg())
            await until(lambda: _is(desk, evidence, error="no room left"))
        assert (desk.row(evidence).state, desk.row(evidence).attempts) == ("pending", 0)
        desk.clock.ahead += timedelta(minutes=2)
    assert desk.row(evidence).state == "kept"


async def test_a_kill_between_two_writes_is_repeated_after_the_restart(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = any_desk
    running = asyncio.create_task(desk.worker.run())
    await asyncio.sleep(0)
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "keep", _away)
        patch.setattr(fetching, "put_off", _away)
        evidence = desk.record("a", jpeg())
        async with asyncio.timeout(30):
            while not desk.channel.fetched or desk.worker._jobs:  # noqa: ASYNC110  # nobody rings
                await asyncio.sleep(0.02)
        desk.worker.stop()
        await running
    assert desk.row(evidence).state == "pending"
    # The picture's lease runs on. A new process takes it up at once on SQLite, on PostgreSQL when
    # the lease has ended.
    if not desk.database.is_sqlite:
        desk.clock.ahead += fetching.LEASE
    desk.worker = desk.open_worker()
    async with desk.open():
        pass
    assert desk.row(evidence).state == "kept"
    with desk.database.read() as session:
        assert len(session.exec(select(Origin)).all()) == 1


async def test_a_picture_dropped_meanwhile_stays_dropped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = desk.store.seal

    def drop_and_seal(path: Path) -> Any:
        with desk.database.write() as session:
            row = session.get(Evidence, evidence)
            assert row is not None
            row.state = "dropped"
        return seal(path)

    monkeypatch.setattr(desk.store, "seal", drop_and_seal)
    async with desk.open():
        evidence = desk.record("a", jpeg())
    assert desk.row(evidence).state == "dropped"
    assert desk.worker.counters.kept == 0


async def test_two_replicas_fetch_each_photo_once(
    postgresql_database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    desk, replica = Desk(postgresql_database, tmp_path), open_database(postgresql_url, SECRET)
    other = desk.open_worker(replica)
    ids = [desk.record(f"{each}", jpeg(64, 64)) for each in range(12)]
    async with desk.open(desk.worker, other):
        pass
    assert {desk.row(each).state for each in ids} == {"kept"}
    assert sorted(desk.channel.fetched) == sorted(f"{each}" for each in range(12))
    replica.close()


async def _both_fetched(desk: Desk, tries: int) -> bool:
    """Tell whether both photos were asked for since there were that many tries."""
    return set(desk.channel.fetched[tries:]) == {"a", "b"}


async def _is(desk: Desk, evidence: int, **fields: Any) -> bool:
    row = await asyncio.to_thread(desk.row, evidence)
    return all(getattr(row, name) == value for name, value in fields.items())


def _away(*_: Any, **__: Any) -> Any:
    raise DatabaseAway("gone fishing")
