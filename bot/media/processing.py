"""What is done with one picture: fetch, prove, seal and copy it, or stamp it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

import structlog
from sqlmodel import Session

from bot.channels.base import Channel, FetchFailed
from bot.media.sandbox import ProcessingFailed, SandboxPool
from bot.media.tasks import copy_photo, measure_photo, stamp_photo
from bot.media.turns import Turn
from locales import _
from pictures.refusals import PictureRefused
from pictures.types import PhotoLimits, Stamp
from storage.evidence import fetching
from storage.evidence.documents import check_document
from storage.evidence.fetching import Job
from storage.evidence.names import original_name
from storage.evidence.store import EvidenceStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Processed:
    """What is in the store now, and the write that says so."""

    original: str
    write: Callable[[Session], bool]  # False when the row was abandoned meanwhile


class PhotoProcessing:
    """Works on one picture at a time in the folder it is given."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        store: EvidenceStore,
        clock: Callable[[], datetime],
        limits: PhotoLimits,
        font: Path | None,
        zone: tzinfo,
        sandbox: SandboxPool | None = None,
    ) -> None:
        self.sandbox = sandbox or SandboxPool()
        self._channels = channels
        self._store = store
        self._clock = clock
        self._limits = limits
        self._font = font
        self._zone = zone

    async def fetch(self, job: Job, folder: Path) -> Processed:
        """Fetch, prove and seal a photo or a document; a photo is copied.

        Raises FetchFailed, PictureRefused or EvidenceFailed.
        """
        channel = self._channels.get(job.channel or "")
        if channel is None:
            raise FetchFailed(f"no channel {job.channel}", final=job.channel is None, counts=False)
        original = folder / "original"
        await channel.fetch(job.source, original, self._limits.max_bytes)
        if job.name:
            return await self._document(job, original)
        return await self._photo(job, original)

    async def _photo(self, job: Job, original: Path) -> Processed:
        public, thumbnail = original.with_name("public.jpg"), original.with_name("thumbnail.jpg")
        try:
            memory = await self._measure(job, original)
            verified = await self.sandbox.work(
                Turn(job.is_staff, memory),
                copy_photo,
                original,
                public,
                thumbnail,
                self._limits,
                self._zone,
            )
        except ProcessingFailed as error:
            log.warning("evidence.processing_failed", evidence=job.id, error=str(error))
            raise PictureRefused(
                _("It cannot be processed. Please take the photo anew and send that.")
            ) from error
        sealed = await asyncio.to_thread(self._store.seal, original)
        seen, small = [
            await asyncio.to_thread(self._store.put_copy, f"{job.id}/{path.name}", path)
            for path in (public, thumbnail)
        ]
        return Processed(
            sealed.sha256,
            lambda session: fetching.keep(
                session, job, verified, sealed.sha256, seen, small, self._clock()
            ),
        )

    async def _measure(self, job: Job, original: Path) -> int:
        """Return the bytes of memory that the photo takes; raises a PictureRefused."""
        return await self.sandbox.work(Turn(job.is_staff), measure_photo, original, self._limits)

    async def _document(self, job: Job, original: Path) -> Processed:
        """Prove and seal a document, which has no copy."""
        media = await asyncio.to_thread(check_document, original, job.name)
        sealed = await asyncio.to_thread(self._store.seal, original)
        return Processed(
            sealed.sha256,
            lambda session: fetching.keep_document(session, job, media, sealed.sha256, sealed.size),
        )

    async def seal_again(self, processed: Processed, folder: Path) -> None:
        """Seal the original again if it has gone with an abandoned draft before its row came."""
        await asyncio.to_thread(self._seal_again, processed.original, folder / "original")

    def _seal_again(self, digest: str, original: Path) -> None:
        if not self._store.has(digest):
            self._store.seal(original)

    async def stamp(self, job: Job, folder: Path) -> Processed:
        """Make the public copy anew from the sealed original, with the stamp."""
        original, public = folder / "original", folder / "public.jpg"
        name = f"{job.id}/stamped.jpg"
        await asyncio.to_thread(self._unseal, job.original or "", original)
        said = job.stamp or {}
        at = datetime.strptime(said["time"], "%Y-%m-%d %H:%M").replace(tzinfo=self._zone)
        stamp = Stamp(at, said["place"], said["number"], said["bureau"], self._zone)
        turn = Turn(job.is_staff, await self._measure(job, original))
        await self.sandbox.work(
            turn, stamp_photo, original, public, self._limits, stamp, self._font
        )
        stamped = await asyncio.to_thread(self._store.put_copy, name, public)
        return Processed(
            job.original or "", lambda session: fetching.mark_stamped(session, job, stamped)
        )

    def _unseal(self, digest: str, into: Path) -> None:
        with into.open("wb") as file:
            file.writelines(self._store.stream(original_name(digest)))
