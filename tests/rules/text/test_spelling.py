"""Names: spelt as they are read, cleaned to be stored and folded to be compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.spelling import clean, normalise, spell


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("重庆路小学", "chong qing lu xiao xue", "cqlxx"),
        ("长江中学", "chang jiang zhong xue", "cjzx"),
        ("校长办公室", "xiao zhang ban gong shi", "xzbgs"),
        ("行知学校", "xing zhi xue xiao", "xzxx"),
        ("银行街幼儿园", "yin hang jie you er yuan", "yhjyey"),
        ("都市花园小学", "du shi hua yuan xiao xue", "dshyxx"),
        ("曾家庄小学", "zeng jia zhuang xiao xue", "zjzxx"),
        ("会计核算中心", "kuai ji he suan zhong xin", "kjhszx"),
        ("第12中学", "di shi er zhong xue", "dsezx"),
        ("第20中学", "di er shi zhong xue", "deszx"),
        ("101中学", "yi ling yi zhong xue", "ylyzx"),
        ("ABC 学校（北）", "a b c xue xiao bei", "abcxxb"),
        ("！？", "", ""),
    ],
)
def test_spells_names_as_they_are_read_in_place_names(
    name: str, pinyin: str, initials: str
) -> None:
    assert (spell(name).pinyin, spell(name).initials) == (pinyin, initials)


def test_normalise_compares_and_clean_keeps() -> None:
    odd = " \u202e育\u200b才\x00小学（ＡＢ）·\t 1 "
    assert normalise(odd) == "育才小学ab1"
    assert clean(odd) == "育才小学（ＡＢ）· 1"


@pytest.mark.parametrize("blank", ["\u3164", "\u115f", "\u2800", "\U000e0041", "\ufe0f"])
def test_a_sign_that_nobody_sees_makes_no_second_name(blank: str) -> None:
    assert normalise(f"育才{blank}小学") == normalise("育才小学")
    assert clean(blank) == ""


@pytest.mark.parametrize("name", ["张\U00031350", "\U00030edd塘小学", "\ue816甲"])
def test_a_letter_that_python_does_not_know_is_a_letter(name: str) -> None:
    assert clean(name) == normalise(name) == name


@given(st.text(max_size=60))
def test_spells_anything(name: str) -> None:
    spelling = spell(name)
    assert len(spelling.pinyin.split()) == len(spelling.initials)
