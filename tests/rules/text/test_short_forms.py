"""Short forms: what people leave out, and numbers as one sign."""

from __future__ import annotations

import pytest

from rules.text.short_forms import replace_numbers, shorten


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第11中学", "十一中"),
        ("第十一中学", "11中"),
        ("市实验小学", "实小"),
        ("附属幼儿园", "附幼"),
        ("第一〇一中学", "101中学"),
        ("一百零一中", "101中"),
    ],
)
def test_the_same_name_in_two_forms(one: str, other: str) -> None:
    assert shorten(one) == shorten(other)


@pytest.mark.parametrize(
    ("one", "other"), [("一中", "十一中"), ("一百中", "一中"), ("第一小学", "第一中学")]
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert shorten(one) != shorten(other)


def test_what_would_be_left_empty_stays() -> None:
    assert shorten("市") == "市"


def test_a_long_number_is_no_ordinal() -> None:
    assert replace_numbers("13800138000") == "13800138000"
