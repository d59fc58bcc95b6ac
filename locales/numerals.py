"""Numbers in Chinese characters: 三, 十五, 两百五十, 二〇二六."""

from __future__ import annotations

import re

_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "".join((*_DIGITS, *_TENS, "万"))
_RUN = re.compile(f"[{NUMERALS}]+")


def read_numeral(written: str) -> int | None:
    """Return what the characters count, None when they are out of order; digits alone stand as they
    are (二〇二六).
    """
    if all(each in _DIGITS for each in written):
        digits = "".join(str(_DIGITS[each]) for each in written)
        is_about = (
            len(written) in (2, 3) and "0" not in digits
        )  # 两三天 is two or three days, not 23
        return None if is_about else int(digits)
    whole, part, digit, last = 0, 0, None, 10_000
    for each in written:
        if each == "万":
            whole, part, digit, last = (part + (digit or 0)) * 10_000, 0, None, 10_000
        elif each in _TENS:
            if _TENS[each] >= last:
                return None
            part, digit, last = (
                part + (1 if digit is None else digit) * _TENS[each],
                None,
                _TENS[each],
            )
        elif digit:
            return None
        else:
            digit = _DIGITS[each]
    return whole + part + (digit or 0)


def with_digits(text: str) -> str:
    """Return the text with its numbers in plain digits, 零五 as 05; what is none stays."""
    return _RUN.sub(_as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    number = read_numeral(found[0])
    return (
        found[0]
        if number is None
        else "0" * (found[0][0] in "〇零" and len(found[0]) > 1) + str(number)
    )
