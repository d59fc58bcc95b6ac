"""The facts of a digest: stored and read again, and what part of a whole reads."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from pictures.digest_facts import CampaignFacts, DigestFacts, percent
from tests.pictures.situations import BUSY, QUIET, SITUATIONS


@pytest.mark.parametrize("name", SITUATIONS)
def test_facts_come_back_as_they_were(name: str) -> None:
    facts = SITUATIONS[name][0]
    assert DigestFacts.from_json(orjson.loads(orjson.dumps(facts.to_json()))) == facts


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ((0, 0), "–"),
        ((1, 3), "33.3%"),
        ((999, 1000), "99.9%"),
        ((9999, 10000), "99.9%"),
        ((5, 5), "100%"),
        ((1, 7), "14.3%"),
        ((1, 6), "16.7%"),
        ((1, 8), "12.5%"),
        ((1, 16), "6.3%"),
        ((1, 9999), "0.1%"),
        ((0, 7), "0%"),
    ],
)
def test_only_what_is_whole_reads_a_hundred(rate: tuple[int, int], expected: str) -> None:
    assert percent(rate) == expected


def test_what_says_nothing() -> None:
    empty = replace(
        QUIET, came=(0, 0, 0), solved=(0, 0, 0), open=0, overdue=0, warnings={}, campaigns=()
    )
    assert empty.says_nothing
    assert not replace(empty, warnings={"blue": 1}).says_nothing
    assert not replace(empty, campaigns=(CampaignFacts("整治", "", due=2, filed=1),)).says_nothing
    assert not BUSY.says_nothing
