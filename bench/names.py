"""Finding a unit by what was typed, against one pass of rapidfuzz over the same names."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import product
from statistics import median
from typing import NamedTuple

from rapidfuzz import fuzz, process

from rules.text.spelling import spell
from rules.text.unit_search import Candidate, rank

TYPED = ("育才", "yucai", "第一中学", "东风小雪", "北桥文小学")


class Searched(NamedTuple):
    """Seconds of one search, the median of all rounds and words."""

    units: int
    ours: float
    bound: float


def measure(rounds: int) -> Searched:
    """Search 2,000 units, ours and rapidfuzz in turns, once their keys are known."""
    letters = "东南西北育才新桥文昌"
    stems = ["".join(three) for three in product(letters, repeat=3)]
    names = [stem + kind for kind in ("小学", "中学") for stem in stems]
    spelt = map(spell, names)
    units = [
        Candidate(at, name, (), sound.pinyin, sound.initials)
        for at, (name, sound) in enumerate(zip(names, spelt, strict=True))
    ]
    rank("先来一次", units)
    ours, bound = [], []
    for typed in TYPED * rounds:
        ours.append(_spent(partial(rank, typed, units)))
        bound.append(_spent(partial(process.extract, typed, names, scorer=fuzz.ratio, limit=10)))
    return Searched(len(units), median(ours), median(bound))


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
