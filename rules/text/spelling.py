"""How names are cleaned, compared and spelt in pinyin."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from locales.unseen import without_unseen, without_variations

# Where place names read otherwise than pypinyin has it; what is still wrong the roster may
# override. Of two that begin alike the longer stands first.
_READINGS = {
    "都": "du",
    "曾": "zeng",
    "缪": "miao",
    "解家": "xie jia",
    "查家": "zha jia",
    "仇家": "qiu jia",
    "单家": "shan jia",
    "区家": "ou jia",
    "盖家": "ge jia",
    "重华": "chong hua",
    "什邡": "shi fang",
    "长垣": "chang yuan",
    "行道": "xing dao",
    "同行": "tong xing",
}
_READ_OTHERWISE = re.compile("(" + "|".join(_READINGS) + ")")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in pinyin without tones (`yu cai xiao xue`), and its initials (`ycxx`)."""

    pinyin: str
    initials: str


def clean(text: str) -> str:
    """Return the text as it may be stored: single spaces, nothing that nobody sees."""
    return re.sub(r"\s+", " ", without_unseen(re.sub(r"\s", " ", text))).strip()


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """Return the text as names are compared: NFKC, lower case, letters and digits only."""
    plain = without_variations(without_unseen(unicodedata.normalize("NFKC", text).casefold()))
    return "".join(letter for letter in plain if _is_in_names(letter))


def _is_in_names(letter: str) -> bool:
    """Tell whether it is a letter or a digit, or one that Python does not know yet."""
    category = unicodedata.category(letter)
    return category[0] in "LN" or category in ("Cn", "Co")


def spell(name: str) -> Spelling:
    """Return the name's pinyin and initials, digits read as Chinese, other scripts as they are."""
    # here, because it takes 58 MB and only a roster with new names needs it
    from pypinyin import lazy_pinyin

    worded = re.sub(r"\d+", _number_in_words, normalise(name))
    syllables: list[str] = []
    for part in filter(None, _READ_OTHERWISE.split(worded)):
        if part in _READINGS:
            syllables += _READINGS[part].split()
        else:
            syllables += lazy_pinyin(part, errors=list)  # type: ignore[arg-type]  # a list is what it documents
    return Spelling(" ".join(syllables), "".join(syllable[0] for syllable in syllables))


def _number_in_words(found: re.Match[str]) -> str:
    words = "零一二三四五六七八九"
    digits = [int(digit) for digit in found[0]]
    if len(digits) != 2 or not digits[0]:
        return "".join(words[digit] for digit in digits)
    tens, ones = digits
    before = words[tens] if tens > 1 else ""
    after = words[ones] if ones else ""
    return f"{before}十{after}"
