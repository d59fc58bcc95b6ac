"""One picture or document: fetched, proved, sealed and copied, or stamped."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from PIL import Image

from bot.channels.base import FetchFailed
from bot.media.processing import PhotoProcessing, Processed
from bot.media.sandbox import ProcessingFailed, SandboxPool
from bot.media.turns import Turn
from locales.translate import BEIJING
from pictures.decode import measure
from pictures.refusals import PictureRefused
from pictures.types import PhotoLimits
from storage.database import Database
from storage.evidence.documents import DocumentRefused
from storage.evidence.fetching import Job
from storage.evidence.names import copy_name, original_name
from storage.evidence.store import open_store
from storage.tables import Chat, Evidence
from tests.fakes.channel import FakeChannel
from tests.town import MONDAY

Given = ParamSpec("Given")
Result = TypeVar("Result")
PDF = b"%PDF-1.7\n" + bytes(100)
STAMP = {"time": "2026-03-02 09:00", "place": "School 1", "number": "DC-1", "bureau": "Bureau"}


class Inline(SandboxPool):
    """Does the work in this process; the sandbox has tests of its own."""

    async def work(
        self, turn: Turn, task: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        return task(*given, **named)


class Noting(Inline):
    """Notes whose turn was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[Turn] = []

    async def work(
        self, turn: Turn, task: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        self.turns.append(turn)
        return await super().work(turn, task, *given, **named)


class Deadly(SandboxPool):
    """Nothing survives in it."""

    async def work(
        self, turn: Turn, task: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        raise ProcessingFailed("it ended its process")


class Darkroom:
    """A channel, a store, and a folder for one picture."""

    def __init__(self, folder: Path, sandbox: SandboxPool) -> None:
        self.channel = FakeChannel()
        self.store = open_store(f"file:{folder / 'evidence'}")
        self.folder = folder / "one"
        self.folder.mkdir()
        limits = PhotoLimits(max_bytes=100_000)
        self.processing = PhotoProcessing(
            {"fake": self.channel}, self.store, lambda: MONDAY, limits, None, BEIJING, sandbox
        )

    def fetch(self, data: bytes, *, channel: str | None = "fake", name: str = "") -> Processed:
        """Fetch what lies on the channel."""
        self.channel.photos["a"] = data
        job = Job(1, channel, {"file": "a"}, 1, MONDAY, None, None, None, name)
        return asyncio.run(self.processing.fetch(job, self.folder))

    def stamp(self, original: str) -> Processed:
        """Stamp what is sealed."""
        job = Job(1, None, {}, 1, MONDAY, original, "1/public.jpg", STAMP)
        return asyncio.run(self.processing.stamp(job, self.folder))


@pytest.fixture
def darkroom(tmp_path: Path) -> Darkroom:
    return Darkroom(tmp_path, Inline())


def jpeg(width: int = 400, height: int = 300) -> bytes:
    """Return a white JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "JPEG")
    return file.getvalue()


def recorded(database: Database) -> None:
    """Record the picture that is fetched."""
    with database.write() as session:
        chat = Chat(channel="fake", address="ann", seen_at=MONDAY, window_at=MONDAY)
        session.add(chat)
        session.flush()
        until = MONDAY + timedelta(minutes=5)
        session.add(
            Evidence(id=1, chat_id=chat.id, source={}, not_before=until, received_at=MONDAY)
        )


def test_a_photo_is_sealed_as_it_came_and_copied_twice(
    darkroom: Darkroom, sqlite_database: Database
) -> None:
    recorded(sqlite_database)
    processed = darkroom.fetch(jpeg())
    assert darkroom.store.read(original_name(processed.original)) == jpeg()
    with sqlite_database.write() as session:
        assert processed.write(session)
    with sqlite_database.read() as session:
        row = session.get_one(Evidence, 1)
    assert (row.state, row.original, row.media) == ("kept", processed.original, "JPEG")
    for name, size in ((row.public, (400, 300)), (row.thumbnail, (320, 240))):
        with Image.open(io.BytesIO(darkroom.store.read(copy_name(name or "")))) as image:
            assert image.size == size


def test_a_document_is_sealed_and_has_no_copy(
    darkroom: Darkroom, sqlite_database: Database
) -> None:
    recorded(sqlite_database)
    processed = darkroom.fetch(PDF, name="清单.pdf")
    assert darkroom.store.read(original_name(processed.original)) == PDF
    with sqlite_database.write() as session:
        assert processed.write(session)
    with sqlite_database.read() as session:
        row = session.get_one(Evidence, 1)
    assert (row.state, row.media, row.bytes, row.public) == (
        "kept",
        "application/pdf",
        len(PDF),
        None,
    )


def test_what_was_abandoned_meanwhile_is_not_kept(
    darkroom: Darkroom, sqlite_database: Database
) -> None:
    processed = darkroom.fetch(jpeg())
    with sqlite_database.write() as session:
        assert not processed.write(session)


def test_what_is_not_what_it_says_is_refused(darkroom: Darkroom) -> None:
    with pytest.raises(DocumentRefused):
        darkroom.fetch(b"MZ\x90\0" + bytes(100), name="清单.pdf")
    with pytest.raises(PictureRefused):
        darkroom.fetch(PDF)
    with pytest.raises(FetchFailed):
        darkroom.fetch(bytes(100_001))


def test_a_file_that_kills_its_worker_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureRefused) as refused:
        Darkroom(tmp_path, Deadly()).fetch(jpeg())
    assert "cannot be processed" in refused.value.message.text


@pytest.mark.parametrize(("channel", "final"), [("elsewhere", False), (None, True)])
def test_a_channel_switched_off_is_waited_for_and_a_forgotten_sender_is_not(
    darkroom: Darkroom, channel: str | None, final: bool
) -> None:
    with pytest.raises(FetchFailed) as failed:
        darkroom.fetch(jpeg(), channel=channel)
    assert (failed.value.final, failed.value.counts) == (final, False)


def test_an_original_that_went_with_a_draft_is_sealed_again(darkroom: Darkroom) -> None:
    processed = darkroom.fetch(jpeg())
    darkroom.store.drop_unfiled(processed.original)
    assert not darkroom.store.has(processed.original)
    for _time in range(2):
        asyncio.run(darkroom.processing.seal_again(processed, darkroom.folder))
        assert darkroom.store.verify(processed.original)


def test_a_stamped_copy_is_made_beside_the_plain_one(
    darkroom: Darkroom, sqlite_database: Database
) -> None:
    recorded(sqlite_database)
    fetched = darkroom.fetch(jpeg(1200, 900))
    with sqlite_database.write() as session:
        fetched.write(session)
        row = session.get_one(Evidence, 1)
        row.stamp, row.attempts = STAMP, 1
    stamped = darkroom.stamp(fetched.original)
    with sqlite_database.write() as session:
        assert stamped.write(session)
    with sqlite_database.read() as session:
        row = session.get_one(Evidence, 1)
    assert (row.stamped, row.public) == (True, "1/stamped.jpg")
    corners = []
    for name in ("1/public.jpg", "1/stamped.jpg"):
        with Image.open(io.BytesIO(darkroom.store.read(copy_name(name)))) as image:
            corners.append(image.convert("L").getpixel((10, image.height - 10)))
    assert corners[0] != corners[1]
    assert darkroom.store.verify(fetched.original)


def test_work_waits_for_its_turn_with_the_memory_it_takes(tmp_path: Path) -> None:
    sandbox = Noting()
    darkroom = Darkroom(tmp_path, sandbox)
    darkroom.channel.photos["a"] = jpeg()
    job = Job(1, "fake", {"file": "a"}, 1, MONDAY, None, None, None, is_staff=False)
    asyncio.run(darkroom.processing.fetch(job, darkroom.folder))
    memory = measure(darkroom.folder / "original", PhotoLimits())
    assert sandbox.turns == [Turn(is_staff=False), Turn(is_staff=False, memory=memory)]
