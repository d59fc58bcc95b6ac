"""What is done with one picture: fetch, prove, seal and copy it, or stamp it; what becomes of its
row is intake's.
"""

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
from bot.media.tasks import develop, print_stamped
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
class Made:
    """What is in the store now, and the write that says so; `write` returns False when the row was
    given up meanwhile.
    """

    original: str
    write: Callable[[Session], bool]


class PhotoProcessing:
    """Works on one picture at a time in the folder it is given; raises FetchFailed, PictureRefused
    or EvidenceFailed.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        store: EvidenceStore,
        clock: Callable[[], datetime],
        limits: PhotoLimits,
        font: Path | None,
        zone: tzinfo,
        darkroom: SandboxPool | None = None,
    ) -> None:
        self.darkroom = darkroom or SandboxPool()
        self._channels = channels
        self._store = store
        self._clock = clock
        self._limits = limits
        self._font = font
        self._zone = zone

    async def take_in(self, job: Job, folder: Path) -> Made:
        """Fetch a photo or a document, prove that it is one, and seal it; a photo's copies are made
        too.
        """
        channel = self._channels.get(job.channel or "")
        if channel is None:
            raise FetchFailed(f"no channel {job.channel}", final=job.channel is None, counts=False)
        original = folder / "original"
        await channel.fetch(job.source, original, self._limits.max_bytes)
        return await (self._document(job, original) if job.name else self._photo(job, original))

    async def _photo(self, job: Job, original: Path) -> Made:
        public, thumbnail = original.with_name("public.jpg"), original.with_name("thumbnail.jpg")
        try:
            verified = await self.darkroom.work(
                develop, original, public, thumbnail, self._limits, self._zone
            )
        except ProcessingFailed as error:
            log.warning("intake.unworkable", evidence=job.id, error=str(error))
            raise PictureRefused(
                _("It cannot be processed. Please take the photo anew and send that.")
            ) from error
        sealed = await asyncio.to_thread(self._store.seal, original)
        names = (f"{job.id}/public.jpg", f"{job.id}/thumbnail.jpg")
        for name, path in zip(names, (public, thumbnail), strict=True):
            await asyncio.to_thread(self._store.put_copy, name, path)
        return Made(
            sealed.sha256,
            lambda s: fetching.keep(s, job, verified, sealed.sha256, *names, self._clock()),
        )

    async def _document(self, job: Job, original: Path) -> Made:
        """A document has no copy."""
        media = await asyncio.to_thread(check_document, original, job.name)
        sealed = await asyncio.to_thread(self._store.seal, original)
        return Made(
            sealed.sha256,
            lambda s: fetching.keep_document(s, job, media, sealed.sha256, sealed.size),
        )

    async def seal_again(self, made: Made, folder: Path) -> None:
        """The same bytes may have gone with a draft given up (storage.evidence.abandoned) before
        this row was there to hold them.
        """
        await asyncio.to_thread(self._seal_again, made.original, folder / "original")

    def _seal_again(self, digest: str, original: Path) -> None:
        if not self._store.has(digest):
            self._store.seal(original)

    async def stamp(self, job: Job, folder: Path) -> Made:
        """Make the public copy anew from the sealed original, with the stamp."""
        original, public, name = folder / "original", folder / "public.jpg", f"{job.id}/stamped.jpg"
        await asyncio.to_thread(self._unseal, job.original or "", original)
        said = job.stamp or {}
        at = datetime.strptime(said["time"], "%Y-%m-%d %H:%M").replace(tzinfo=self._zone)
        stamp = Stamp(at, said["place"], said["number"], said["bureau"], self._zone)
        await self.darkroom.work(print_stamped, original, public, self._limits, stamp, self._font)
        await asyncio.to_thread(self._store.put_copy, name, public)
        return Made(job.original or "", lambda s: fetching.mark_stamped(s, job, name))

    def _unseal(self, digest: str, into: Path) -> None:
        with into.open("wb") as file:
            file.writelines(self._store.stream(original_name(digest)))
