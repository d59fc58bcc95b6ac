"""Choosing a kind of finding or complaint: by button, number, name or a word that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from locales import _
from rules.kinds.catalogue import Kind, guess_kinds
from talk import Choice, Given, Pick, Reading, Said, Wrong
from talk import input as sent


class PickKind(Pick[str]):
    """A kind by its code; those that `words` speak of come first."""

    def __init__(self, kinds: Sequence[Kind], words: str) -> None:
        super().__init__(_choice(kind) for kind in kinds)
        self.kinds, self.words = kinds, words

    def come_first(self) -> list[str]:
        return [kind.code for kind in guess_kinds(self.words, self.kinds)]

    def read(self, said: Said, partial: Any) -> Reading:
        reading = super().read(said, partial)
        if not isinstance(reading, Wrong) or not isinstance(said, sent.Words):
            return reading
        guessed = guess_kinds(said.text, self.kinds)
        if not guessed:
            return reading
        if len(guessed) == 1:
            return Given(guessed[0].code)
        return Wrong(_("Which of these is it?"), tuple(_choice(kind) for kind in guessed))


def _choice(kind: Kind) -> Choice:
    return Choice(kind.code, kind.name)
