"""Names of units as people shorten them, with every number as one sign."""

from __future__ import annotations

import re

# private characters that stand for 0 to 5999: 十一, 11 and 一一 become one and the same letter
_FIRST_NUMBER = 0xE000
_NUMBER_COUNT = 6000
_LONGEST_DIGITS = 4
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_NUMERAL = re.compile(r"\d+|(?!百)[零〇一二三四五六七八九十百]+")
_ORDINAL = re.compile("第(?=[\ue000-\uf8ff])")
_PLACES = re.compile("[省市区县镇乡]|街道|九年一贯制")
_SHORTER = (
    ("高级", "高"),
    ("中学", "中"),
    ("小学", "小"),
    ("学校", "校"),
    ("幼儿园", "幼"),
    ("实验", "实"),
    ("附属", "附"),
)


def replace_numbers(plain: str) -> str:
    """Write every number as one letter, so that 一中, 第1中学 and 第十一中学 are told apart."""
    return _NUMERAL.sub(lambda found: _letter_of(found[0]), plain)


def shorten(plain: str) -> str:
    """Leave out what people leave out: 第 before a number, 市, 区; 中 for 中学, 实 for 实验.

    What would be left empty stays.
    """
    text = _PLACES.sub("", _ORDINAL.sub("", replace_numbers(plain)))
    for long, short in _SHORTER:
        text = text.replace(long, short)
    return text or plain


def _letter_of(numeral: str) -> str:
    if len(numeral) > _LONGEST_DIGITS and numeral.isdecimal():
        return numeral
    value = int(numeral) if numeral.isdecimal() else _value_of(numeral)
    return chr(_FIRST_NUMBER + value) if value < _NUMBER_COUNT else numeral


def _value_of(numeral: str) -> int:
    """Return the value of a number below a thousand in words; digits in a row are read singly."""
    if "十" not in numeral and "百" not in numeral:
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * (100 if sign == "百" else 10)
            digit = 0
    return total + digit
