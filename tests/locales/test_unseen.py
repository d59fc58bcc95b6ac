"""What nobody sees is neither a word nor a difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.unseen import without_unseen, without_variations

LOOKS_EMPTY = (
    "\u3164",
    "\u115f\u1160",
    "\uffa0",
    "\u2800\u2800",
    "\U000e0041\U000e0042",
    "\ufe0f\ufe0f",
    "\U000e0100",
    "\u200b\u2060\ufeff",
    "\xad\u034f\u061c",
)


@pytest.mark.parametrize("text", LOOKS_EMPTY)
def test_what_looks_empty_is_empty(text: str) -> None:
    assert without_unseen(text).strip() == ""
    assert without_unseen(f"甲{text}乙").replace(" ", "") in ("甲乙", f"甲{text[:1]}乙")


@given(st.text())
def test_nothing_unseen_is_left_of_it(text: str) -> None:
    once = without_unseen(text)
    assert without_unseen(once) == once


@pytest.mark.parametrize("letter", ["\U00031350", "\U00030edd", "\ue816", "葛\U000e0100", "⼤"])
def test_letters_of_names_stay(letter: str) -> None:
    assert without_unseen(f"张{letter}") == f"张{letter}"


def test_another_form_of_a_letter_is_the_letter() -> None:
    assert without_variations("葛\U000e0100城小学") == "葛城小学"


@pytest.mark.parametrize("whole", ["👨\u200d👩\u200d👧", "👩🏽\u200d🏫", "❤️\u200d🔥", "🏳️\u200d🌈"])
def test_joined_emoji_stay_one(whole: str) -> None:
    assert without_unseen(f"谢谢{whole}！") == f"谢谢{whole}！"


@pytest.mark.parametrize(
    "text",
    [
        "校\u200d长",
        "👨\u200d",
        "\u200d👨",
        "👨\u200d\u200d👩",
        "👨\u200d\u202e👩",
        "a\u200d👨",
        "👨\u200db",
    ],
)
def test_a_joiner_that_joins_nothing_goes(text: str) -> None:
    assert "\u200d" not in without_unseen(text)
