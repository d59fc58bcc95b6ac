"""Choosing a kind of finding or complaint: by button, number, name or a word that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from locales import _
from rules.kinds.catalogue import Kind, guess_kinds
from talk import Choice, Given, Pick, Reading, Said, Wrong, clean
from talk import input as sent


class Seen(NamedTuple):
    """A kind by its code, and the sentence that it was named with, "" for none."""

    code: str
    words: str


class PickKind(Pick[Seen]):
    """A kind; those that `words` speak of come first.

    A sentence that speaks of one says more than the kind: who, how many, how long. It is kept.
    """

    def __init__(self, kinds: Sequence[Kind], words: str) -> None:
        super().__init__(_choice(kind) for kind in kinds)
        self.kinds, self.words = kinds, words

    def come_first(self) -> list[str]:
        return [kind.code for kind in guess_kinds(self.words, self.kinds)]

    def read(self, said: Said, partial: Any) -> Reading:
        reading = super().read(said, partial)
        if not isinstance(reading, Wrong) or not isinstance(said, sent.Words):
            return reading
        words = clean(said.text)
        guessed = guess_kinds(words, self.kinds)
        if not guessed:
            return reading
        if len(guessed) == 1:
            return Given(_kept(guessed[0], words))
        these = tuple(Choice(_kept(kind, words), kind.name) for kind in guessed)
        return Wrong(_("Which of these is it?"), these)

    def load(self, stored: Any) -> Seen:
        return Seen(stored, "") if isinstance(stored, str) else Seen(*stored)


def _kept(kind: Kind, words: str) -> str | list[str]:
    """Return the kind's code, with the words unless they do nothing but name it."""
    return kind.code if words.casefold() in kind.words_to_guess else [kind.code, words]


def _choice(kind: Kind) -> Choice:
    return Choice(kind.code, kind.name)
