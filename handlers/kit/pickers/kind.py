"""Choosing a kind of finding or complaint: by button, number, name or a word that speaks of it."""

from __future__ import annotations

from typing import Any

from locales import _
from rules.catalogue import Kind, guess_kinds
from talk import Choice, Given, Pick, Reading, Said, Wrong
from talk import input as sent


class PickKind(Pick[str]):
    """A kind by button, number, name or any word that speaks of it; those that `words` speak of
    come first.
    """

    def __init__(self, kinds: list[Kind], words: str) -> None:
        super().__init__(Choice(each.code, each.name) for each in kinds)
        self.kinds, self.words = kinds, words

    def come_first(self) -> list[str]:
        return [each.code for each in guess_kinds(self.words, self.kinds)]

    def read(self, said: Said, partial: Any) -> Reading:
        reading = super().read(said, partial)
        guessed = (
            guess_kinds(said.text, self.kinds)
            if isinstance(said, sent.Words) and isinstance(reading, Wrong)
            else []
        )
        if not guessed:
            return reading
        return (
            Given(guessed[0].code)
            if len(guessed) == 1
            else Wrong(
                _("Which of these is it?"), tuple(Choice(each.code, each.name) for each in guessed)
            )
        )
