"""Work through pictures to be fetched or stamped; each ends on record, whatever happens."""

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

MAX_JOBS = 4  # pictures under way; two of them can be worked on
MAX_JOBS_OF_STRANGERS = 2  # among them; one of these can be worked on
MAX_ATTEMPTS = 8  # with waits of 2, 6, 18 ... 1458 s: about forty minutes
JOB_TIMEOUT_SECONDS = 160.0
POLL_SECONDS = 2.0  # between two looks for what is due again, or what another process recorded
# For so long WeCom keeps a photo: no set-up and no network is waited for longer.
MAX_AGE = timedelta(days=3)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
STORE_RETRY_TIME = timedelta(minutes=1)
STAMP_RETRY_SECONDS = 3600.0
SCRATCH_SECONDS = 3600.0  # after which a folder in the scratch folder is nobody's
STOP_SECONDS = 10.0  # that pictures under way get when the program ends
FIRST_FAULT_SECONDS, LONGEST_FAULT_SECONDS = 0.2, 10.0  # of waiting while the database is away

DATABASE_AWAY = (DatabaseAway, SQLAlchemyError)
Result = TypeVar("Result")


@dataclass(slots=True)
class Counters:
    """What was done since the start."""

    kept: int = 0
    refused: int = 0
    lost: int = 0
    retried: int = 0
    stamped: int = 0


class EvidenceWorker:
    """Works through recorded pictures until it is stopped."""

    def __init__(
        self,
        database: Database,
        processing: PhotoProcessing,
        store: EvidenceStore,
        clock: Callable[[], datetime],
        scratch: Path | None = None,
    ) -> None:
        self.counters = Counters()
        self.after_commit: list[Callable[[], None]] = []  # called when a notice was queued
        self._database = database
        self._processing = processing
        self._store = store
        self._clock = clock
        self._scratch = scratch or Path(tempfile.gettempdir()) / "mingcha-intake"
        self._jobs: dict[asyncio.Task[None], Job] = {}
        self._woken, self._stopping = asyncio.Event(), False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Work on pictures until `stop`."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._clear_scratch)
        try:
            await self._work()
        finally:
            self._loop = None
            if self._jobs:
                await asyncio.wait(self._jobs, timeout=STOP_SECONDS)
            for job in self._jobs:
                job.cancel()
            self._processing.sandbox.close()

    async def _work(self) -> None:
        is_first, faults = True, 0
        while not self._stopping:
            self._woken.clear()
            wait = POLL_SECONDS
            try:
                jobs = await asyncio.to_thread(self._claim, is_first)
                is_first, faults = False, 0
            except DATABASE_AWAY as error:
                log.warning("evidence.database_away", error=str(error))
                jobs = []
                faults += 1
                wait = min(FIRST_FAULT_SECONDS * 2**faults, LONGEST_FAULT_SECONDS)
            for job in jobs:
                task = asyncio.create_task(self._do_job(job))
                self._jobs[task] = job
                task.add_done_callback(self._end_job)
            self._processing.sandbox.rest()
            await _wait_for(self._woken, wait)

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
            log.warning("evidence.no_picture", evidence=evidence, error=str(error))
            return None

    def _end_job(self, task: asyncio.Task[None]) -> None:
        self._jobs.pop(task, None)
        self.wake()

    def _claim(self, is_first: bool) -> list[Job]:
        free = MAX_JOBS - len(self._jobs)
        if free <= 0:
            return []
        if not is_first and not self._is_work_waiting():
            return []  # no need to hold up the writer
        with self._database.write() as session:
            if is_first and self._database.is_sqlite:
                fetching.end_leases(session, self._clock())
            fetching.forget_senders(session)
            strangers = sum(not job.is_staff for job in self._jobs.values())
            return fetching.claim_pictures(
                session,
                self._clock(),
                free,
                most_of_strangers=MAX_JOBS_OF_STRANGERS - strangers,
                under_way={job.chat_id for job in self._jobs.values()},
            )

    def _is_work_waiting(self) -> bool:
        with self._database.read() as session:
            return fetching.is_work_waiting(session, self._clock())

    async def _do_job(self, job: Job) -> None:
        """Fetch or stamp one picture; whatever happens is on record."""
        try:
            async with asyncio.timeout(JOB_TIMEOUT_SECONDS), self._renewing(job):
                with self._folder() as folder:
                    if job.original:
                        await self._stamp(job, folder)
                    else:
                        await self._fetch(job, folder)
        except (EvidenceFailed, *DATABASE_AWAY) as error:
            log.warning("evidence.put_off", evidence=job.id, error=str(error))
            await self._put_off(job, str(error), STORE_RETRY_TIME, count=False)
        except Exception as error:  # a fault of ours in one picture; the others go on
            log.exception("evidence.failed", evidence=job.id)
            await self._retry(job, f"{type(error).__name__}: {error}")

    @asynccontextmanager
    async def _renewing(self, job: Job) -> AsyncIterator[None]:
        """Renew the lease meanwhile; were this process to die, another would soon go on."""
        renewing = asyncio.create_task(self._renew(job))
        try:
            yield
        finally:
            renewing.cancel()

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(fetching.LEASE.total_seconds() / 3)
            with suppress(*DATABASE_AWAY):
                await self._write(lambda session: fetching.renew_lease(session, job, self._clock()))

    async def _fetch(self, job: Job, folder: Path) -> None:
        try:
            processed = await self._processing.fetch(job, folder)
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
        if await self._write(processed.write):
            self.counters.kept += 1
            await self._processing.seal_again(processed, folder)

    async def _stamp(self, job: Job, folder: Path) -> None:
        processed = await self._processing.stamp(job, folder)
        if await self._write(processed.write):
            self.counters.stamped += 1

    async def _refuse(self, job: Job, refused: PictureRefused) -> None:
        def write(session: Session) -> bool:
            left = left_without(session, job.id)
            return fetching.refuse(session, job, refused.message, self._clock(), left)

        if await self._write(write):
            self.counters.refused += 1

    async def _lose(self, job: Job, error: str) -> None:
        def write(session: Session) -> bool:
            left = left_without(session, job.id)
            return fetching.lose(session, job, error, self._clock(), left)

        if await self._write(write):
            self.counters.lost += 1

    async def _retry(self, job: Job, error: str) -> None:
        """Try again later; a picture that could not be stamped is tried for ever, slowly."""
        if job.original:
            seconds = STAMP_RETRY_SECONDS
        elif job.attempts < MAX_ATTEMPTS:
            seconds = 2 * 3.0 ** (job.attempts - 1)
        else:
            await self._lose(job, f"given up after {job.attempts} attempts: {error}")
            return
        await self._put_off(job, error, _spread(timedelta(seconds=seconds)))

    async def _wait(self, job: Job, error: str) -> None:
        """Try again when the platform may be reached; the older the photo, the longer the pause."""
        age = self._clock() - job.received_at
        if age >= MAX_AGE:
            await self._lose(job, f"given up after {MAX_AGE.days} days: {error}")
            return
        pause = min(max(age, SHORTEST_WAIT), LONGEST_WAIT)
        await self._put_off(job, error, _spread(pause), count=False)

    async def _put_off(self, job: Job, error: str, wait: timedelta, *, count: bool = True) -> None:
        self.counters.retried += 1
        try:
            await self._write(
                lambda session: fetching.put_off(
                    session, job, error, self._clock() + wait, count=count
                )
            )
        except DATABASE_AWAY as away:  # then the lease ends by itself
            log.warning("evidence.database_away", error=str(away))

    async def _write(self, change: Callable[[Session], Result]) -> Result:
        """Run one transaction in a worker thread; what it queued may be sent."""
        result = await asyncio.to_thread(self._transact, change)
        for call in self.after_commit:
            call()
        return result

    def _transact(self, change: Callable[[Session], Result]) -> Result:
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
        for folder in self._scratch.glob("one-*"):
            if folder.stat().st_mtime < time.time() - SCRATCH_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _spread(pause: timedelta) -> timedelta:
    """Return the pause or up to a quarter more, so that not all try again at once."""
    return pause * random.uniform(1, 1.25)  # noqa: S311


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, `seconds` at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
