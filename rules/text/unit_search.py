"""Which unit somebody means by what was typed: its name, an alias, pinyin, initials, a short form
or a near miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rules.text.spelling import Spelling, clean, normalise, spell

__all__ = ["Candidate", "Grade", "Match", "Spelling", "clean", "normalise", "rank", "spell"]

LONGEST_QUERY = 100  # letters: nobody types a longer name, and the work stays bounded
_NEAR_ENOUGH = 66  # of 100: one wrong letter in three
# private characters that stand for 0 to 5999: 十一, 11 and 一一 become one and the same letter
_FIRST_NUMBER = 0xE000
_NUMBERS = 6000
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be meant; `recent` counts from 0 for the one used last, None for one not used
    lately.
    """

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    pinyin: str = ""
    initials: str = ""
    recent: int | None = None


class Grade(IntEnum):
    """How well a candidate fits, best first."""

    EXACT = 0  # its name or an alias
    SHORT = 1  # the same but for 第, 市, 区, 中学 for 中 ...; or all of its pinyin or initials
    PREFIX = 2  # its name begins or ends like that
    CONTAINS = 3  # its name has that inside
    SOUNDS = 4  # its pinyin or initials begin like that
    SOUNDS_INSIDE = 5  # its pinyin or initials have that inside
    NAMED = 6  # its name stands somewhere in what was typed
    ABBREVIATED = 7  # the letters in their order, with others between
    NEAR = 8  # a slip or two away
    UNASKED = 9  # nothing was typed


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with its grade; `sure` when it is the one clear answer and need not be chosen
    from a list.
    """

    candidate: Candidate
    grade: Grade
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Keys:
    """A candidate's names as they are compared; what is searched stands between line ends, so that
    its borders can be.
    """

    plain: str
    numbered: str
    short: str
    initials: str
    syllables: str  # the pinyin from each syllable on
    sound: str
    short_forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, in the forms in which it is looked for."""

    numbered: str
    short: str
    latin: str
    exactly: str
    short_exactly: str
    begins: str
    short_begins: str
    short_ends: str

    @classmethod
    def of(cls, plain: str) -> _Asked:
        numbered, short = _number(plain), _shorten(plain)
        latin = plain if len(plain) > 1 and plain.isascii() and plain.isalpha() else ""
        return cls(
            numbered,
            short,
            latin,
            f"\n{plain}\n",
            f"\n{short}\n",
            f"\n{numbered}",
            f"\n{short}",
            f"{short}\n",
        )


def rank(query: str, candidates: Sequence[Candidate], limit: int = 10) -> list[Match]:
    """Return what may be meant, best first, the recently used before others of the same grade; for
    an empty query the recent.

    Takes a few milliseconds for 2,000 candidates once their keys are known.
    """
    plain = normalise(query[:LONGEST_QUERY])
    if not query.strip():
        found = [(Grade.UNASKED, 0.0, at) for at in range(len(candidates))]
    elif not plain:
        return []
    else:
        asked = _Asked.of(plain)
        keys = [_keys(each.name, each.aliases, each.pinyin, each.initials) for each in candidates]
        grades = [_grade(asked, each) for each in keys]
        found = [(grade, 0.0, at) for at, grade in enumerate(grades) if grade is not None]
        if len(found) < limit and len(plain) > 1:
            found += _near(
                asked, {at: each for at, each in enumerate(keys) if grades[at] is None}, limit
            )
    found.sort(key=lambda each: (each[0], -each[1], *_place(candidates[each[2]]), each[2]))
    clear = _is_clear(found)
    return [
        Match(candidates[at], grade, clear and i == 0)
        for i, (grade, _score, at) in enumerate(found[:limit])
    ]


_Found = tuple[
    Grade, float, int
]  # grade, score of a near miss (0 otherwise), index of the candidate


def _grade(asked: _Asked, keys: _Keys) -> Grade | None:
    by_name = _grade_by_name(asked, keys)
    by_sound = _grade_by_sound(asked.latin, keys) if asked.latin else None
    if by_name is None or by_sound is None:
        return by_sound if by_name is None else by_name
    return min(by_name, by_sound)


def _grade_by_name(asked: _Asked, keys: _Keys) -> Grade | None:
    short = asked.short
    if asked.exactly in keys.plain:
        return Grade.EXACT
    if asked.short_exactly in keys.short:
        return Grade.SHORT
    if (
        asked.begins in keys.numbered
        or asked.short_begins in keys.short
        or asked.short_ends in keys.short
    ):
        return Grade.PREFIX
    if asked.numbered in keys.numbered or short in keys.short:
        return Grade.CONTAINS
    if len(short) < 2:
        return None
    for form in keys.short_forms:
        if len(form) > 1 and form in short:
            return (
                Grade.NAMED
            )  # which is no sure sign: 新桥第五小学 is another school than the one called 五小
        if short[0] in form and _in_order(short, form):
            return Grade.ABBREVIATED
    return None


def _grade_by_sound(latin: str, keys: _Keys) -> Grade | None:
    if latin in (keys.sound, keys.initials):
        return Grade.SHORT
    if keys.sound.startswith(latin) or keys.initials.startswith(latin):
        return Grade.SOUNDS
    if latin in keys.initials or (latin in keys.sound and f"\n{latin}" in keys.syllables):
        return Grade.SOUNDS_INSIDE
    return Grade.ABBREVIATED if len(latin) > 2 and _in_order(latin, keys.initials) else None


def _in_order(letters: str, text: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _near(asked: _Asked, others: Mapping[int, _Keys], limit: int) -> list[_Found]:
    """Return up to `limit` near misses among the candidates, given as index and keys.

    Compared are short forms, in which the common 小学 weighs little, and their ends, since the
    district goes unsaid.
    """
    typed = asked.latin or asked.short
    forms: list[str] = []
    owners: list[int] = []
    for at, keys in others.items():
        for form in (keys.sound,) if asked.latin else keys.short_forms:
            forms += (form, form[-len(typed) :])
            owners += (at, at)
    best: dict[int, float] = {}
    from rapidfuzz import fuzz, process  # here, for it is large, and most names are written right

    for _form, score, at in process.extract(
        typed, forms, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=limit * 3
    ):
        best[owners[at]] = max(best.get(owners[at], 0.0), score - at % 2)  # the whole before an end
    closest = sorted(best.items(), key=lambda each: -each[1])[:limit]
    return [(Grade.NEAR, score, at) for at, score in closest]


def _is_clear(found: list[_Found]) -> bool:
    """Tell whether the best is the only one that fits exactly, or the only one that fits at all
    without guessing.
    """
    if not found or found[0][0] > Grade.SOUNDS:
        return False
    best = found[0][0]
    rivals = best if best <= Grade.SHORT else Grade.ABBREVIATED
    return sum(grade <= rivals for grade, _score, _at in found) == 1


def _place(candidate: Candidate) -> tuple[float, int]:
    """Within a grade the recently used come first, then the shorter name, which the query covers
    better.
    """
    return (float("inf") if candidate.recent is None else candidate.recent, len(candidate.name))


@lru_cache(maxsize=16384)
def _keys(name: str, aliases: tuple[str, ...], pinyin: str, initials: str) -> _Keys:
    plain = [form for form in map(normalise, (name, *aliases)) if form]
    short = tuple(map(_shorten, plain))
    syllables = [normalise(each) for each in pinyin.replace("ü", "v").split()]
    return _Keys(
        plain=_between_line_ends(plain),
        numbered=_between_line_ends(map(_number, plain)),
        short=_between_line_ends(short),
        initials=normalise(initials),
        syllables=_between_line_ends("".join(syllables[at:]) for at in range(len(syllables))),
        sound="".join(syllables),
        short_forms=short,
    )


def _between_line_ends(forms: Iterable[str]) -> str:
    return "\n" + "\n".join(forms) + "\n"


def _number(plain: str) -> str:
    """Write every number as one letter, so that 一中, 第1中学 and 第十一中学 are told apart and found however
    written.
    """
    return _NUMERAL.sub(lambda found: _letter_of(found[0]), plain)


def _shorten(plain: str) -> str:
    """Leave out what people leave out: 第 before a number, 市, 区; 中 for 中学, 实 for 实验. What would be
    left empty stays.
    """
    text = _PLACES.sub("", _ORDINAL.sub("", _number(plain)))
    for long, short in _SHORTER:
        text = text.replace(long, short)
    return text or plain


def _letter_of(numeral: str) -> str:
    if len(numeral) > 4 and numeral.isdecimal():
        return numeral
    value = int(numeral) if numeral.isdecimal() else _value(numeral)
    return chr(_FIRST_NUMBER + value) if value < _NUMBERS else numeral


def _value(numeral: str) -> int:
    """Return the value of a number below a thousand in words; digits in a row (五四, 一〇一) are read
    one by one.
    """
    if "十" not in numeral and "百" not in numeral:
        return int("".join(str(_DIGITS[each]) for each in numeral))
    total, digit = 0, 0
    for each in numeral:
        if each in _DIGITS:
            digit = _DIGITS[each]
        else:
            total += (digit or 1) * (100 if each == "百" else 10)
            digit = 0
    return total + digit
