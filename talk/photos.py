"""Photos: asked for one after another, with the words that come along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from locales import Message, _
from talk import input as sent
from talk.answers import (
    MAX_TEXT_LENGTH,
    Answer,
    Choice,
    Chosen,
    Given,
    Partly,
    Reading,
    Said,
    Wrong,
    clean,
    too_long,
)

RECEIVED = _("Photos received: {count}. Send more, or tap Done.")
WORDS_NOTED = _("Your words are noted. Send photos, or tap Done.")
ONLY_PICTURES = _(
    "Only pictures can be taken as files (JPEG, PNG, WebP, HEIC). Please send photos."
)


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """Photos by evidence id, with the words that came along."""

    ids: tuple[int, ...] = ()
    caption: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def added_to(self, words: str) -> str:
        """Return the words with those under the photos, but for lines that stand there already."""
        return f"{words}\n{self.beside(words)}".strip()

    def beside(self, words: str) -> str:
        """Return what is written under the photos, but for lines that stand in these words."""
        there = words.split("\n")
        return "\n".join(line for line in self.caption.split("\n") if line not in there)


class Photos(Answer[PhotoSet]):
    """Photos sent one after another until Done is tapped.

    With `with_words`, text sent in between is kept as their caption. Where none need be sent,
    `none` is what the button without any says.
    """

    def __init__(
        self,
        *,
        at_least: int = 0,
        at_most: int = 20,
        with_words: bool = False,
        none: Message | None = None,
    ) -> None:
        self.at_least, self.none = at_least, none or _("No photos")
        self.at_most = at_most
        self.takes_photos = at_most > 0
        self.with_words = with_words

    def choices(self, partial: Any) -> Sequence[Choice]:
        if partial and self._is_begun(partial):
            return (Choice("done", _("Done")),)
        return () if self.at_least else (Choice("done", self.none),)

    def _is_begun(self, partial: Mapping[str, Any]) -> bool:
        if self.with_words and partial["caption"]:
            return True
        return bool(partial["ids"]) or not self.at_least

    def read(self, said: Said, partial: Any) -> Reading:
        kept = partial or {"ids": [], "caption": ""}
        match said:
            case Chosen():
                return self._read_done(kept)
            case sent.Photo():
                return self._read_photo(kept, said)
            case sent.Words() if self.with_words and clean(said.text):
                return self._read_words(kept, clean(said.text))
            case sent.File():
                return Wrong(ONLY_PICTURES)
            case _:
                fault = _("A photo is needed here. Take one or choose one from your album.")
                return Wrong(fault)

    def _read_done(self, kept: dict[str, Any]) -> Reading:
        has_words = self.with_words and kept["caption"]
        if len(kept["ids"]) >= self.at_least or has_words:
            return Given(kept)
        return Wrong(_("At least {count} photos are needed here.", count=self.at_least))

    def _read_photo(self, kept: dict[str, Any], photo: sent.Photo) -> Reading:
        if len(kept["ids"]) >= self.at_most:
            fault = _("{count} photos are the most here; no more were taken. Tap Done to go on.")
            return Wrong(fault.given(count=self.at_most))
        kept = self._with(kept, photo)
        return Partly(kept, RECEIVED.given(count=len(kept["ids"])))

    def _read_words(self, kept: dict[str, Any], said: str) -> Reading:
        words = f"{kept['caption']}\n{said}".strip()
        if len(words) > MAX_TEXT_LENGTH:
            return too_long(words, MAX_TEXT_LENGTH)
        return Partly({**kept, "caption": words}, WORDS_NOTED)

    def so_far(self, partial: Any) -> Message | None:
        if partial and partial["ids"]:
            return RECEIVED.given(count=len(partial["ids"]))
        return WORDS_NOTED if partial and partial["caption"] else None

    def load(self, stored: Any) -> PhotoSet:
        return PhotoSet(tuple(stored["ids"]), stored["caption"])

    def extend(self, stored: Any, late: sent.Photo) -> Any | None:
        if len(stored["ids"]) >= self.at_most:
            return None
        return self._with(stored, late)

    @staticmethod
    def _with(stored: dict[str, Any], photo: sent.Photo | sent.File) -> dict[str, Any]:
        caption = f"{stored['caption']}\n{clean(photo.caption)}".strip()
        return {"ids": [*stored["ids"], photo.evidence], "caption": caption}
