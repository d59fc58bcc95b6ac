"""Documents: what a report carries besides words, photos and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from locales import _
from talk import input as sent
from talk.answers import Choice, Chosen, Partly, Photos, Reading, Said, Wrong, clean

LONGEST_NAME = 100  # characters of a document's name


class Files(Photos):
    """Documents and photos sent one after another until Done is tapped; only names that end in one
    of `suffixes` are taken.
    """

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
        if isinstance(said, sent.File) and said.size == 0:
            return Wrong(
                _("“{name}” is empty. Please send the right file.", name=short_name(said.name))
            )
        if isinstance(said, sent.File) and PurePath(said.name).suffix.lower() not in self.suffixes:
            known = " ".join(self.suffixes)
            return Wrong(
                _(
                    "“{name}” is not taken. These files are: {known}, and photos.",
                    name=short_name(said.name),
                    known=known,
                )
            )
        if len(kept["ids"]) >= self.at_most:
            return Wrong(
                _(
                    "{count} files are the most here; no more were taken. Tap Done to go on.",
                    count=self.at_most,
                )
            )
        kept = self._with(kept, said)
        return Partly(
            kept, _("Files received: {count}. Send more, or tap Done.", count=len(kept["ids"]))
        )

    def so_far(self, partial: Any) -> Any:
        """Return what a half-given answer is asked again with, None for the question itself."""
        if partial and partial["ids"]:
            return _("Files received: {count}. Send more, or tap Done.", count=len(partial["ids"]))
        return None


def short_name(name: str) -> str:
    """Return a document's name for a sentence: without folders and control characters, its end kept
    when it is long.
    """
    plain = clean(PurePath(name.replace("\\", "/")).name).replace("\n", " ")
    if len(plain) <= LONGEST_NAME:
        return plain
    suffix = PurePath(plain).suffix[:12]
    return plain[: LONGEST_NAME - len(suffix) - 1] + "…" + suffix
