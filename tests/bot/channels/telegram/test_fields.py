"""The fields of an update, checked."""

from __future__ import annotations

import pytest

from bot.channels.telegram.fields import (
    degrees_in,
    language_of,
    number_in,
    required_text,
    text_in,
    without_unstorable,
)
from bot.channels.telegram.parsing import MalformedUpdate


@pytest.mark.parametrize(
    ("code", "language"), [("", None), ("zh", "zh_CN"), ("zh-hans", "zh_CN"), ("de", "en")]
)
def test_chinese_programs_are_answered_in_chinese(code: str, language: str | None) -> None:
    assert language_of(code) == language


def test_what_no_database_takes_is_left_out() -> None:
    assert without_unstorable("a\0b") == "ab"
    assert without_unstorable("明\0\ud83d") == "明�"
    assert without_unstorable("\ud83d\ude00") == "😀"


@pytest.mark.parametrize("value", [1.5, True, "1", None])
def test_a_number_is_whole(value: object) -> None:
    with pytest.raises(MalformedUpdate):
        number_in(value, "id")


@pytest.mark.parametrize("value", [90.1, -91, True, "1", None])
def test_degrees_have_their_limits(value: object) -> None:
    assert degrees_in(-90, "latitude", 90) == -90.0
    with pytest.raises(MalformedUpdate):
        degrees_in(value, "latitude", 90)


def test_a_text_may_be_missing_where_it_is_not_required() -> None:
    assert text_in(None, "caption") == ""
    with pytest.raises(MalformedUpdate):
        text_in(1, "caption")
    with pytest.raises(MalformedUpdate):
        required_text("", "file_id")
