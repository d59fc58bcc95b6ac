"""Which unit somebody means: by name, alias, pinyin, initials, short form or near miss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rules.text.short_forms import replace_numbers, shorten
from rules.text.spelling import normalise

MAX_QUERY_LETTERS = 100  # nobody types a longer name, and the work stays bounded
_NOT_RECENT = float("inf")
_LOWEST_LIKENESS = 66  # of 100: one wrong letter in three


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be meant; `recent` is 0 for the one used last, None for one long ago."""

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
    """A candidate with its grade; `sure` when it is the one clear answer."""

    candidate: Candidate
    grade: Grade
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Keys:
    """A candidate's names as they are compared.

    What is searched stands between line ends, so that its borders can be.
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
        numbered, short = replace_numbers(plain), shorten(plain)
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
    """Return what may be meant, best first; for an empty query those used recently.

    Takes a few milliseconds for 2,000 candidates once their keys are known.
    """
    plain = normalise(query[:MAX_QUERY_LETTERS])
    if not query.strip():
        found = [(Grade.UNASKED, 0.0, place) for place in range(len(candidates))]
    elif not plain:
        return []
    else:
        found = _find(plain, candidates, limit)
    found.sort(key=lambda one: _order(one, candidates[one[2]]))
    clear = _is_clear(found)
    return [
        Match(candidates[place], grade, sure=clear and number == 0)
        for number, (grade, _score, place) in enumerate(found[:limit])
    ]


# A candidate that fits: how well, the score of a near miss (0 otherwise), and its place.
_Found = tuple[Grade, float, int]


def _order(found: _Found, candidate: Candidate) -> tuple[float, ...]:
    """Within a grade the recently used come first, then the shorter name, covered better."""
    grade, score, place = found
    recent = _NOT_RECENT if candidate.recent is None else candidate.recent
    return (grade, -score, recent, len(candidate.name), place)


def _find(plain: str, candidates: Sequence[Candidate], limit: int) -> list[_Found]:
    asked = _Asked.of(plain)
    found: list[_Found] = []
    others: dict[int, _Keys] = {}
    for place, unit in enumerate(candidates):
        keys = _keys(unit.name, unit.aliases, unit.pinyin, unit.initials)
        grade = _grade(asked, keys)
        if grade is None:
            others[place] = keys
        else:
            found.append((grade, 0.0, place))
    if len(found) < limit and len(plain) > 1:
        found += _near(asked, others, limit)
    return found


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
    if asked.begins in keys.numbered:
        return Grade.PREFIX
    if asked.short_begins in keys.short or asked.short_ends in keys.short:
        return Grade.PREFIX
    if asked.numbered in keys.numbered or short in keys.short:
        return Grade.CONTAINS
    return _grade_by_letters(short, keys.short_forms) if len(short) > 1 else None


def _grade_by_letters(short: str, forms: Iterable[str]) -> Grade | None:
    for form in forms:
        # That it is named is no sure sign: 新桥第五小学 is another school than the one called 五小.
        if len(form) > 1 and form in short:
            return Grade.NAMED
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
    if len(latin) > 2 and _in_order(latin, keys.initials):
        return Grade.ABBREVIATED
    return None


def _in_order(letters: str, text: str) -> bool:
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _near(asked: _Asked, others: Mapping[int, _Keys], limit: int) -> list[_Found]:
    """Return up to `limit` near misses among the candidates, given by place.

    Compared are short forms, in which the common 小学 weighs little, and their ends, since the
    district goes unsaid.
    """
    from rapidfuzz import fuzz, process  # here, for it is large, and most names are written right

    typed = asked.latin or asked.short
    forms: list[str] = []
    owners: list[int] = []
    for place, keys in others.items():
        for form in (keys.sound,) if asked.latin else keys.short_forms:
            forms += (form, form[-len(typed) :])
            owners += (place, place)
    compared = process.extract(
        typed, forms, scorer=fuzz.ratio, score_cutoff=_LOWEST_LIKENESS, limit=limit * 3
    )
    best: dict[int, float] = {}
    for _form, likeness, number in compared:
        is_end = number % 2 == 1
        score = likeness - 1 if is_end else likeness  # the whole before an end
        best[owners[number]] = max(best.get(owners[number], 0.0), score)
    closest = sorted(best.items(), key=lambda scored: -scored[1])[:limit]
    return [(Grade.NEAR, score, place) for place, score in closest]


def _is_clear(found: list[_Found]) -> bool:
    """Tell whether the best alone fits exactly, or alone fits at all without guessing."""
    if not found or found[0][0] > Grade.SOUNDS:
        return False
    best = found[0][0]
    rivals = best if best <= Grade.SHORT else Grade.ABBREVIATED
    return sum(grade <= rivals for grade, _score, _place in found) == 1


@lru_cache(maxsize=16384)
def _keys(name: str, aliases: tuple[str, ...], pinyin: str, initials: str) -> _Keys:
    plain = [form for form in map(normalise, (name, *aliases)) if form]
    short = tuple(map(shorten, plain))
    syllables = [normalise(syllable) for syllable in pinyin.replace("ü", "v").split()]
    return _Keys(
        plain=_between_line_ends(plain),
        numbered=_between_line_ends(map(replace_numbers, plain)),
        short=_between_line_ends(short),
        initials=normalise(initials),
        syllables=_between_line_ends("".join(syllables[place:]) for place in range(len(syllables))),
        sound="".join(syllables),
        short_forms=short,
    )


def _between_line_ends(forms: Iterable[str]) -> str:
    return "\n" + "\n".join(forms) + "\n"
