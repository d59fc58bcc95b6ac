"""Signs that nobody sees: they are no words, and tell no two names apart.

They are listed, not told by their Unicode category: people's names hold letters that are newer than
Python's tables, and old private ones.
"""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"
_ZERO_WIDTH = r"\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_FILLERS = r"\u115f\u1160\u17b4\u17b5\u3164\uffa0\U0001d173-\U0001d17a"
_TAGS = r"\U000e0000-\U000e007f"
_NOT_SEEN = _CONTROLS + _ZERO_WIDTH + _FILLERS + _TAGS
_VARIATION = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PICTURE = r"\u2190-\u2bff\U0001f000-\U0001faff"  # where emoji are
# A joiner between two emoji makes one of them (a family, a profession).
_JOINS = rf"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])"
# A variation selector behind a letter is part of it; behind nothing it is nothing.
_ALONE = rf"(?<![^\s{_NOT_SEEN}{_VARIATION}])[{_VARIATION}]"
_UNSEEN = re.compile(rf"(?!{_JOINS})[{_NOT_SEEN}]|{_ALONE}")
_VARIATIONS = re.compile(f"[{_VARIATION}]")
_EMPTY_BRAILLE = "\u2800"  # the space between words written in dots


def without_unseen(text: str) -> str:
    """Return the text without what nobody sees; the empty sign of Braille is a space.

    Half characters (lone surrogates) come out of JSON and can neither be stored nor sent.
    """
    return _UNSEEN.sub("", text.replace(_EMPTY_BRAILLE, " "))


def without_variations(text: str) -> str:
    """Return the text without the selectors that ask for another form of a letter."""
    return _VARIATIONS.sub("", text)
