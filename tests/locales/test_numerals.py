"""Numbers in Chinese characters."""

from __future__ import annotations

import pytest

from locales.numerals import read_numeral, with_digits


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十五", 15),
        ("两百五十", 250),
        ("三千零五", 3005),
        ("二〇二六", 2026),
        ("一〇一", 101),
        ("零五", 5),
        ("一万两千", 12_000),
        ("万", 0),
        ("十二万零三", 120_003),
    ],
)
def test_numbers(written: str, number: int) -> None:
    assert read_numeral(written) == number


@pytest.mark.parametrize(
    "written", ["两三", "三四五", "十百", "百千", "三四十", "十十", "一" * 5000]
)
def test_what_counts_nothing(written: str) -> None:
    assert read_numeral(written) is None


def test_numbers_within_a_text() -> None:
    assert with_digits("三月十六日零五分，两三天") == "3月16日05分，两三天"
