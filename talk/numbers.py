"""Numbers as people write them (12, 1,200, 三, 两百五十), and the question for one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

from locales import LANGUAGES, Message, _, translate
from locales.numerals import NUMERALS, read_numeral
from talk import input as sent
from talk.answers import Answer, Choice, Chosen, Given, Reading, Said, Wrong, clean

MAX_NUMBER = 999_999_999

_MEASURE = (
    "(?:个)?(?:工作日|working days?|days?|天|日|人次|人|次|份|件|项|条|名|位"
    "|场|所|元|分|星|篇|页|户|家|起|处|张|本|台|套|节|课时|小时)?"
)
_WRITTEN = re.compile(rf"(?P<number>-?\d+|[{NUMERALS}]+)\s*(?P<rest>.*)", re.DOTALL)


def read_number(text: str, unit: str = "") -> int | None:
    """Return the whole number that is written, but for a measure word or the `unit` behind it."""
    trimmed = normalize("NFKC", text).strip().rstrip("。.!")
    plain = re.sub(r"(?<=\d)[,，\s](?=\d{3})", "", trimmed).casefold()
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    rest = found["rest"].strip()
    if rest != unit.casefold() and not re.fullmatch(_MEASURE, rest):
        return None
    written = found["number"]
    return int(written[:40]) if written.lstrip("-").isdecimal() else read_numeral(written)


class Number(Answer[int | None]):
    """A whole number from `least` to `most`; when optional it can be skipped and is then None.

    The `usual` ones are buttons, with labels where they are given. A typed number means itself,
    never the button of that place.
    """

    def __init__(
        self,
        *,
        least: int = 0,
        most: int | None = None,
        optional: bool = False,
        usual: Sequence[int] | Mapping[int, Message] = (),
        unit: str = "",
    ) -> None:
        self.least = least
        self.most = MAX_NUMBER if most is None else most
        self.optional = optional
        self.unit = unit
        if isinstance(usual, Mapping):
            self.usual = usual
        else:
            self.usual = {number: _("{number}", number=number) for number in usual}

    def choices(self, partial: Any) -> Sequence[Choice]:
        usual = [Choice(number, label) for number, label in self.usual.items()]
        return [*usual, Choice(None, _("Skip"))] if self.optional else usual

    def read(self, said: Said, partial: Any) -> Reading:
        if isinstance(said, Chosen):
            return Given(said.value)
        words = clean(said.text) if isinstance(said, sent.Words) else ""
        number = read_number(words, self.unit)
        if number is None:
            return self._read_label(words)
        if not self.least <= number <= self.most:
            fault = _("It must be a whole number from {least} to {most}.")
            return Wrong(fault.given(least=self.least, most=self.most))
        return Given(number)

    def _read_label(self, words: str) -> Reading:
        """Return the usual number whose label begins with these words."""
        named = []
        if words:
            named = [number for number, label in self.usual.items() if _begins(label, words)]
        if len(named) == 1:
            return Given(named[0])
        fault = _("A number is needed here: a whole one from {least} to {most}.")
        fault = fault.given(least=self.least, most=self.most)
        return Wrong(fault, unrelated=words != "" and not named)


def _begins(label: Message, words: str) -> bool:
    return any(
        translate(label, language).casefold().startswith(words.casefold()) for language in LANGUAGES
    )
