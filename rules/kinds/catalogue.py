"""The catalogue of kinds of findings and complaints, and how a text is guessed to be of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from unicodedata import normalize

from locales import Message

# Assemblies such as 教代会 contain the word for a stand-in (代会), and are where findings are made.
_ASSEMBLIES = re.compile("[教职团党学工妇人少]代会")


Track = Literal["finding", "complaint"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding or complaint; `code` (ASCII, to 24 bytes) is stored and never changes."""

    code: str
    name: Message
    track: Track
    field: str
    limit_days: int
    proof_required: bool = False
    words_to_guess: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True)
class Catalogue:
    """Kinds by code and fields by key as they hold at one time.

    `parts` tells of which field another is a part. Kinds that are not `offered` are known for the
    sake of old tickets.
    """

    kinds: Mapping[str, Kind]
    fields: Mapping[str, Message]
    parts: Mapping[str, str]
    offered: frozenset[str]

    @cached_property
    def findings(self) -> list[Kind]:
        """The kinds an inspector reports, in the order they are offered."""
        return self._of("finding")

    @cached_property
    def complaints(self) -> list[Kind]:
        """The kinds the public complains of, as they are offered, "something else" last."""
        return self._of("complaint")

    def name_of(self, code: str) -> Message | str:
        """Return the name of a kind; its code when it is not known at all."""
        return self.kinds[code].name if code in self.kinds else code

    def field_of(self, code: str) -> str:
        """Return the field of a kind, "" when it is not known at all."""
        return self.kinds[code].field if code in self.kinds else ""

    def fields_of(self, code: str) -> set[str]:
        """Return the field of a kind, and the one of which that is a part."""
        field = self.field_of(code)
        return {field, self.parts.get(field, field)} - {""}

    def _of(self, track: Track) -> list[Kind]:
        offered = [kind for code, kind in self.kinds.items() if code in self.offered]
        of_track = [kind for kind in offered if kind.track == track]
        return sorted(of_track, key=lambda kind: kind.code == "other")


def guess_kinds(text: str, kinds: Iterable[Kind]) -> list[Kind]:
    """Return those of `kinds` whose words stand in the text, likeliest first, [] for none."""
    if not text:
        return []
    said = _ASSEMBLIES.sub(" ", normalize("NFKC", text).casefold())
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", said)
    spaced = f" {' '.join(words)} "
    scored = [(_likelihood(kind, said, spaced), kind) for kind in kinds]
    likely = [(score, kind) for score, kind in scored if score > (0, 0)]
    likely.sort(key=lambda pair: pair[0], reverse=True)
    return [kind for _score, kind in likely]


def _likelihood(kind: Kind, said: str, spaced: str) -> tuple[int, int]:
    """Score a kind by its longest word in the text, then by how many.

    Counted in bytes, so that a Chinese sign outweighs a letter.
    """
    found = []
    for word in kind.words_to_guess:
        is_said = f" {word} " in spaced if word.isascii() else word in said
        if is_said:
            found.append(len(word.encode()))
    return max(found, default=0), len(found)
