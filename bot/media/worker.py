"""Work through the pictures that messages point to, and those to be stamped; each ends on record,
whatever happens.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.channels.base import FetchFailed
from bot.media.drafts import left_without
from bot.media.processing import PhotoProcessing
from pictures.refusals import PictureRefused
from storage.database import Database, DatabaseAway
from storage.evidence import fetching
from storage.evidence.failures import EvidenceFailed
from storage.evidence.fetching import Job
from storage.evidence.names import copy_name
from storage.evidence.store import EvidenceStore
from storage.tables import Evidence

log = structlog.get_logger()

AT_ONCE = 4  # pictures under way; two of them can be worked on
ATTEMPTS = 8  # with waits of 2, 6, 18 ... 1458 s: about forty minutes
LONGEST = 160.0  # seconds for one picture
SWEEP = 2.0  # seconds between two looks for what is due again, or what another process recorded
KEPT = timedelta(
    days=3
)  # for which WeCom keeps a photo: no set-up and no network is waited for longer
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
STORE_WAIT = timedelta(minutes=1)
STALE = 3600.0  # seconds after which a folder in the scratch folder is nobody's
GRACE = 10.0  # seconds that pictures under way get when the program ends

AWAY = (DatabaseAway, SQLAlchemyError)
Read = TypeVar("Read")


@dataclass(slots=True)
class Counters:
    """What was done since the start."""

    kept: int = 0
    refused: int = 0
    lost: int = 0
    retried: int = 0
    stamped: int = 0


class EvidenceWorker:
    """Works through recorded pictures until it is stopped; `after_commit` is called when a notice
    was queued.
    """

    def __init__(
        self,
        database: Database,
        lab: PhotoProcessing,
        store: EvidenceStore,
        clock: Callable[[], datetime],
        scratch: Path | None = None,
    ) -> None:
        self.counters = Counters()
        self.after_commit: list[Callable[[], None]] = []
        self._database = database
        self._lab = lab
        self._store = store
        self._clock = clock
        self._scratch = scratch or Path(tempfile.gettempdir()) / "mingcha-intake"
        self._jobs: set[asyncio.Task[None]] = set()
        self._woken, self._stopping = asyncio.Event(), False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Take in pictures until `stop`."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._clear_scratch)
        is_first, faults = True, 0
        try:
            while not self._stopping:
                self._woken.clear()
                try:
                    jobs = await asyncio.to_thread(self._claim, is_first)
                    is_first, faults = False, 0
                except AWAY as error:
                    faults += 1
                    log.warning("intake.database_away", error=str(error))
                    jobs = []
                for job in jobs:
                    task = asyncio.create_task(self._take(job))
                    self._jobs.add(task)
                    task.add_done_callback(self._done)
                self._lab.darkroom.rest()
                await _ring(self._woken, min(0.2 * 2**faults, 10) if faults else SWEEP)
        finally:
            self._loop = None
            if self._jobs:
                await asyncio.wait(self._jobs, timeout=GRACE)
            for each in self._jobs:
                each.cancel()
            self._lab.darkroom.close()

    def stop(self) -> None:
        """End `run`; to be called on its loop."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """Say that something was committed; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._woken.set)

    def picture(self, evidence: int) -> Path | None:
        """Return a file with the picture's public copy, None when there is none; it blocks."""
        with self._database.read() as session:
            row = session.get(Evidence, evidence)
            name = row.public if row is not None and row.state == "kept" else None
        if name is None:
            return None
        try:
            return self._store.on_disk(copy_name(name), self._scratch / "copies")
        except EvidenceFailed as error:
            log.warning("intake.no_picture", evidence=evidence, error=str(error))
            return None

    async def drained(self) -> bool:
        """Tell whether no picture is due or under way; raises DatabaseAway."""
        return not self._jobs and await asyncio.to_thread(self._count) == 0

    def _count(self) -> int:
        with self._database.read() as session:
            return fetching.count_pictures(session, self._clock())

    def _done(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        self.wake()

    def _claim(self, is_first: bool) -> list[Job]:
        room = AT_ONCE - len(self._jobs)
        with self._database.read() as session:
            if room <= 0 or not (is_first or fetching.is_work_waiting(session, self._clock())):
                return []  # no need to hold up the writer
        with self._database.write() as session:
            if is_first and self._database.is_sqlite:
                fetching.end_leases(session, self._clock())
            fetching.forget_senders(session)
            return fetching.claim_pictures(session, self._clock(), room)

    async def _take(self, job: Job) -> None:
        """Fetch or stamp one picture; whatever happens is on record."""
        try:
            async with asyncio.timeout(LONGEST), self._held(job):
                with self._folder() as folder:
                    await (self._stamp(job, folder) if job.original else self._fetch(job, folder))
        except (EvidenceFailed, *AWAY) as error:
            log.warning("intake.put_off", evidence=job.id, error=str(error))
            await self._put_off(job, str(error), STORE_WAIT, count=False)
        except Exception as error:  # a fault of ours in one picture; the others go on
            log.exception("intake.failed", evidence=job.id)
            await self._retry(job, f"{type(error).__name__}: {error}")

    @asynccontextmanager
    async def _held(self, job: Job) -> AsyncIterator[None]:
        """Renew the lease meanwhile; when this process dies it ends soon, and another takes the
        picture up.
        """
        renewing = asyncio.create_task(self._renew(job))
        try:
            yield
        finally:
            renewing.cancel()

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(fetching.LEASE.total_seconds() / 3)
            with suppress(*AWAY):
                await self._write(lambda session: fetching.renew_lease(session, job, self._clock()))

    async def _fetch(self, job: Job, folder: Path) -> None:
        try:
            made = await self._lab.take_in(job, folder)
        except FetchFailed as error:
            if error.final:
                await self._lose(job, str(error))
            elif error.counts:
                await self._retry(job, str(error))
            else:
                await self._wait(job, str(error))
            return
        except PictureRefused as refused:
            await self._refuse(job, refused)
            return
        if await self._write(made.write):
            self.counters.kept += 1
            await self._lab.seal_again(made, folder)

    async def _stamp(self, job: Job, folder: Path) -> None:
        made = await self._lab.stamp(job, folder)
        if await self._write(made.write):
            self.counters.stamped += 1

    async def _refuse(self, job: Job, refused: PictureRefused) -> None:
        if await self._write(
            lambda session: fetching.refuse(
                session, job, refused.message, self._clock(), left_without(session, job.id)
            )
        ):
            self.counters.refused += 1

    async def _lose(self, job: Job, error: str) -> None:
        if await self._write(
            lambda session: fetching.lose(
                session, job, error, self._clock(), left_without(session, job.id)
            )
        ):
            self.counters.lost += 1

    async def _retry(self, job: Job, error: str) -> None:
        """Try again later; a picture that was fetched and could not be stamped is tried for ever,
        slowly.
        """
        if not job.original and job.attempts >= ATTEMPTS:
            await self._lose(job, f"given up after {job.attempts} attempts: {error}")
            return
        seconds = 3600.0 if job.original else 2 * 3.0 ** (job.attempts - 1)
        await self._put_off(job, error, timedelta(seconds=seconds * random.uniform(1, 1.25)))  # noqa: S311

    async def _wait(self, job: Job, error: str) -> None:
        """Try again when the platform may be reached; the older the photo, the longer the pause."""
        age = self._clock() - job.received_at
        if age >= KEPT:
            await self._lose(job, f"given up after {KEPT.days} days: {error}")
            return
        pause = min(max(age, SHORTEST_WAIT), LONGEST_WAIT) * random.uniform(1, 1.25)  # noqa: S311
        await self._put_off(job, error, pause, count=False)

    async def _put_off(self, job: Job, error: str, wait: timedelta, *, count: bool = True) -> None:
        self.counters.retried += 1
        try:
            await self._write(
                lambda session: fetching.put_off(
                    session, job, error, self._clock() + wait, count=count
                )
            )
        except AWAY as away:  # then the lease ends by itself
            log.warning("intake.database_away", error=str(away))

    async def _write(self, change: Callable[[Session], Read]) -> Read:
        """Run one transaction in a worker thread; what it queued may be sent."""
        result = await asyncio.to_thread(self._transact, change)
        for each in self.after_commit:
            each()
        return result

    def _transact(self, change: Callable[[Session], Read]) -> Read:
        with self._database.write() as session:
            return change(session)

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """Give a folder for one picture, and remove it with all that is in it."""
        with tempfile.TemporaryDirectory(dir=self._scratch, prefix="one-") as folder:
            yield Path(folder)

    def _clear_scratch(self) -> None:
        """Remove what a process left lying when it was killed."""
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        for each in self._scratch.glob("one-*"):
            if each.stat().st_mtime < time.time() - STALE:
                shutil.rmtree(each, ignore_errors=True)


async def _ring(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, `seconds` at most."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return
