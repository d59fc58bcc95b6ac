"""Documents: what a report carries besides words, photos and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from locales import Message, _
from talk import input as sent
from talk.answers import Choice, Chosen, Partly, Reading, Said, Wrong, clean
from talk.photos import Photos

MAX_NAME_LENGTH = 100
MAX_SUFFIX_LENGTH = 12
RECEIVED = _("Files received: {count}. Send more, or tap Done.")


class Files(Photos):
    """Documents with one of these `suffixes`, and photos, one after another until Done."""

    takes_files = True

    def __init__(self, suffixes: Sequence[str], *, at_least: int = 0, at_most: int = 20) -> None:
        super().__init__(at_least=at_least, at_most=at_most)
        self.suffixes = suffixes

    def choices(self, partial: Any) -> Sequence[Choice]:
        if partial and partial["ids"]:
            return (Choice("done", _("Done")),)
        return () if self.at_least else (Choice("done", _("Skip")),)

    def read(self, said: Said, partial: Any) -> Reading:
        kept = partial or {"ids": [], "caption": ""}
        if isinstance(said, Chosen) and len(kept["ids"]) < self.at_least:
            return Wrong(_("Files or photos needed here: at least {count}.", count=self.at_least))
        if isinstance(said, sent.Words):
            return Wrong(_("A file or a photo is needed here. Please send one."))
        if not isinstance(said, sent.File | sent.Photo):
            return super().read(said, partial)
        fault = self._fault_of(said) if isinstance(said, sent.File) else None
        if fault is not None:
            return Wrong(fault)
        if len(kept["ids"]) >= self.at_most:
            fault = _("{count} files are the most here; no more were taken. Tap Done to go on.")
            return Wrong(fault.given(count=self.at_most))
        kept = self._with(kept, said)
        return Partly(kept, RECEIVED.given(count=len(kept["ids"])))

    def _fault_of(self, file: sent.File) -> Message | None:
        """Return why this document cannot be taken, None when it can."""
        name = short_name(file.name)
        if file.size == 0:
            return _("“{name}” is empty. Please send the right file.", name=name)
        if PurePath(file.name).suffix.lower() not in self.suffixes:
            known = " ".join(self.suffixes)
            fault = _("“{name}” is not taken. These files are: {known}, and photos.")
            return fault.given(name=name, known=known)
        return None

    def so_far(self, partial: Any) -> Any:
        """Return what a half-given answer is asked again with, None for the question itself."""
        if partial and partial["ids"]:
            return RECEIVED.given(count=len(partial["ids"]))
        return None


def short_name(name: str) -> str:
    """Return a document's name for a sentence: no folders, and of a long one its end."""
    plain = clean(PurePath(name.replace("\\", "/")).name).replace("\n", " ")
    if len(plain) <= MAX_NAME_LENGTH:
        return plain
    suffix = PurePath(plain).suffix[:MAX_SUFFIX_LENGTH]
    return plain[: MAX_NAME_LENGTH - len(suffix) - 1] + "…" + suffix
