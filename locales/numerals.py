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
_TEN_THOUSAND = 10_000
MAX_DIGITS = 18  # of a number; Python itself refuses some thousands
_TENS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "".join((*_DIGITS, *_TENS, "万"))
_RUN = re.compile(f"[{NUMERALS}]+")


def read_numeral(written: str) -> int | None:
    """Return what the characters count, None when they are out of order.

    Digits alone stand as they are: 二〇二六.
    """
    if set(written) <= _DIGITS.keys():
        return _read_digits(written)
    whole, part, last_ten = 0, 0, _TEN_THOUSAND
    digit: int | None = None
    for sign in written:
        if sign == "万":
            whole = (part + (digit or 0)) * _TEN_THOUSAND
            part, digit, last_ten = 0, None, _TEN_THOUSAND
        elif sign in _TENS:
            ten = _TENS[sign]
            if ten >= last_ten:
                return None
            part += ten if digit is None else digit * ten
            digit, last_ten = None, ten
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    return whole + part + (digit or 0)


def _read_digits(written: str) -> int | None:
    """Return the digits in a row as one number; 两三 is two or three, not 23."""
    digits = "".join(str(_DIGITS[sign]) for sign in written)
    is_either = len(written) in (2, 3) and "0" not in digits
    if is_either or len(written) > MAX_DIGITS:
        return None
    return int(digits)


def with_digits(text: str) -> str:
    """Return the text with its numbers in plain digits, 零五 as 05; what is none stays."""
    return _RUN.sub(_as_digits, text)


def _as_digits(found: re.Match[str]) -> str:
    written = found[0]
    number = read_numeral(written)
    if number is None:
        return written
    is_padded = len(written) > 1 and written[0] in "〇零"
    return f"0{number}" if is_padded else str(number)
