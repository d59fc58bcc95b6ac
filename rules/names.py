"""Names of units: how they are spelt in pinyin, and which unit somebody means by what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

LONGEST_QUERY = 100  # letters: nobody types a longer name, and the work stays bounded
_NEAR_ENOUGH = 66  # of 100: one wrong letter in three
_FIRST_NUMBER = 0xE000  # private characters that stand for 0 to 5999: 十一, 11 and 一一 become one and the same letter
_NUMBERS = 6000
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_NUMERAL = re.compile(r"\d+|(?!百)[零〇一二三四五六七八九十百]+")
_VARIATION = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ORDINAL = re.compile("第(?=[\ue000-\uf8ff])")
_PLACES = re.compile("[省市区县镇乡]|街道|九年一贯制")
_SHORTER = (("高级", "高"), ("中学", "中"), ("小学", "小"), ("学校", "校"), ("幼儿园", "幼"), ("实验", "实"), ("附属", "附"))
# Where place names read otherwise than pypinyin has it; what is still wrong the roster may override.
_READINGS = {
    "都": "du", "曾": "zeng", "缪": "miao", "解家": "xie jia", "查家": "zha jia", "仇家": "qiu jia", "单家": "shan jia",
    "区家": "ou jia", "盖家": "ge jia", "重华": "chong hua", "什邡": "shi fang", "长垣": "chang yuan", "行道": "xing dao",
    "同行": "tong xing",
}  # fmt: skip
_READ_OTHERWISE = re.compile("(" + "|".join(sorted(_READINGS, key=len, reverse=True)) + ")")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in pinyin without tones, syllables apart (`yu cai xiao xue`), and its initials (`ycxx`)."""

    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be meant; `recent` counts from 0 for the one used last, None for one not used lately."""

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
    PREFIX = 2  # begins or ends like that
    CONTAINS = 3  # one contains the other
    SOUNDS = 4  # pinyin or initials, begun
    ABBREVIATED = 5  # the letters in their order, with others between
    NEAR = 6  # a slip or two away
    UNASKED = 7  # nothing was typed


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with its grade; `sure` when it is the one clear answer and need not be chosen from a list."""

    candidate: Candidate
    grade: Grade
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Keys:
    """A candidate's names as they are compared: each form stands between line ends, so that its borders can be searched for."""

    plain: str
    numbered: str
    short: str
    initials: str
    syllables: str  # the pinyin from each syllable on, between line ends
    sound: str


def clean(text: str) -> str:
    """Return the text as it may be stored: no control, bidirectional or invisible characters, single spaces."""
    spaced = re.sub(r"\s+", " ", text)
    return "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C").strip()


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """Return the text as names are compared: NFKC, lower case, letters and digits only."""
    plain = _VARIATION.sub("", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")


def spell(name: str) -> Spelling:
    """Return the name's pinyin and initials, digits read as Chinese; letters of other scripts stand for themselves."""
    from pypinyin import lazy_pinyin  # here, because it takes 58 MB and only a roster with new names needs it

    worded = re.sub(r"\d+", _number_in_words, normalise(name))
    syllables: list[str] = []
    for part in filter(None, _READ_OTHERWISE.split(worded)):
        syllables += _READINGS[part].split() if part in _READINGS else lazy_pinyin(part, errors=list)  # type: ignore[arg-type]  # a list is what it documents
    return Spelling(" ".join(syllables), "".join(each[0] for each in syllables))


def rank(query: str, candidates: Sequence[Candidate], limit: int = 10) -> list[Match]:
    """Return what may be meant, best first, the recently used before others of the same grade; for an empty query the recent.

    Takes about a millisecond for 2,000 candidates once their keys are known.
    """
    asked = normalise(query[:LONGEST_QUERY])
    if not query.strip():
        found = [(Grade.UNASKED, 0.0, at) for at in range(len(candidates))]
    elif not asked:
        return []
    else:
        found = _graded(asked, candidates)
        if len(found) < limit:
            found += _near(asked, candidates, {at for _grade, _score, at in found}, limit)
    found.sort(key=lambda each: (each[0], -each[1], *_place(candidates[each[2]]), each[2]))
    clear = _is_clear(found)
    return [Match(candidates[at], grade, clear and i == 0) for i, (grade, _score, at) in enumerate(found[:limit])]


_Found = tuple[Grade, float, int]  # grade, score of a near miss (0 otherwise), index of the candidate


def _graded(asked: str, candidates: Sequence[Candidate]) -> list[_Found]:
    numbered, short = _number(asked), _shorten(asked)
    latin = asked if len(asked) > 1 and asked.isascii() and asked.isalpha() else ""
    found: list[_Found] = []
    for at, candidate in enumerate(candidates):
        keys = _keys(candidate.name, candidate.aliases, candidate.pinyin, candidate.initials)
        grade = _grade_by_name(asked, numbered, short, keys)
        if latin and (grade is None or grade > Grade.SHORT):
            by_sound = _grade_by_sound(latin, keys)
            grade = min(each for each in (grade, by_sound) if each is not None) if by_sound is not None else grade
        if grade is not None:
            found.append((grade, 0.0, at))
    return found


def _grade_by_name(asked: str, numbered: str, short: str, keys: _Keys) -> Grade | None:
    if f"\n{asked}\n" in keys.plain:
        return Grade.EXACT
    if f"\n{short}\n" in keys.short:
        return Grade.SHORT
    if f"\n{numbered}" in keys.numbered or f"\n{short}" in keys.short or f"{short}\n" in keys.short:
        return Grade.PREFIX
    if numbered in keys.numbered or short in keys.short:
        return Grade.CONTAINS
    if len(short) > 2 and any(len(form) > 1 and form in short for form in keys.short.split()):
        return Grade.CONTAINS
    if len(short) > 1 and short[0] in keys.short and any(_in_order(short, form) for form in keys.short.split()):
        return Grade.ABBREVIATED
    return None


def _grade_by_sound(latin: str, keys: _Keys) -> Grade | None:
    if latin in (keys.sound, keys.initials):
        return Grade.SHORT
    if latin in keys.initials or f"\n{latin}" in keys.syllables:
        return Grade.SOUNDS
    return None


def _in_order(letters: str, text: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _near(asked: str, candidates: Sequence[Candidate], known: set[int], limit: int) -> list[_Found]:
    """Return up to `limit` near misses among the candidates that are not known already."""
    if len(asked) < 2:
        return []
    latin = asked.isascii()
    forms: list[str] = []
    owners: list[int] = []
    for at, candidate in enumerate(candidates):
        if at not in known:
            keys = _keys(candidate.name, candidate.aliases, candidate.pinyin, candidate.initials)
            own = [keys.sound] if latin else keys.numbered.split()
            forms += own
            owners += [at] * len(own)
    best: dict[int, float] = {}
    for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.partial_ratio, 0.95)):
        for _form, score, at in process.extract(_number(asked), forms, scorer=scorer, score_cutoff=_NEAR_ENOUGH, limit=limit):
            best[owners[at]] = max(best.get(owners[at], 0.0), score * weight)
    closest = sorted(best.items(), key=lambda each: -each[1])[:limit]
    return [(Grade.NEAR, score, at) for at, score in closest]


def _is_clear(found: list[_Found]) -> bool:
    """The best is clear when it is the only one that fits exactly, or the only one that fits at all without guessing."""
    if not found or found[0][0] > Grade.SOUNDS:
        return False
    best = found[0][0]
    rivals = best if best <= Grade.SHORT else Grade.SOUNDS
    return sum(grade <= rivals for grade, _score, _at in found) == 1


def _place(candidate: Candidate) -> tuple[float, int]:
    """Within a grade the recently used come first, then the shorter name, which the query covers better."""
    return (float("inf") if candidate.recent is None else candidate.recent, len(candidate.name))


@lru_cache(maxsize=16384)
def _keys(name: str, aliases: tuple[str, ...], pinyin: str, initials: str) -> _Keys:
    plain = [form for form in map(normalise, (name, *aliases)) if form]
    syllables = [normalise(each) for each in pinyin.replace("ü", "v").split()]
    return _Keys(
        plain=_between_line_ends(plain),
        numbered=_between_line_ends(map(_number, plain)),
        short=_between_line_ends(map(_shorten, plain)),
        initials=normalise(initials),
        syllables=_between_line_ends("".join(syllables[at:]) for at in range(len(syllables))),
        sound="".join(syllables),
    )


def _between_line_ends(forms: Iterable[str]) -> str:
    return "\n" + "\n".join(forms) + "\n"


def _number(plain: str) -> str:
    """Write every number as one letter, so that 一中, 第1中学 and 第十一中学 are told apart and found however written."""
    return _NUMERAL.sub(lambda found: _letter_of(found[0]), plain)


def _shorten(plain: str) -> str:
    """Leave out what people leave out: 第 before a number, 市, 区; 中 for 中学, 实 for 实验. What would be left empty stays."""
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
    """Return the value of a number below a thousand in words; digits in a row (五四, 一〇一) are read one by one."""
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


def _number_in_words(found: re.Match[str]) -> str:
    words, digits = "零一二三四五六七八九", [int(each) for each in found[0]]
    if len(digits) != 2 or not digits[0]:
        return "".join(words[each] for each in digits)
    tens, ones = digits
    return (words[tens] if tens > 1 else "") + "十" + (words[ones] if ones else "")
