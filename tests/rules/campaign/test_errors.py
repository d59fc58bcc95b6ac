"""What pydantic says, in words; and the schema for editors."""

from __future__ import annotations

from typing import Any

import pytest

from locales import translate
from rules.campaign.errors import campaign_schema, holds, path_of, say
from rules.campaign.sound_parts import validate
from tests.rules.campaign.test_sound_parts import DUTY, FILE


@pytest.mark.parametrize(
    ("more", "path", "words"),
    [
        ({"titel": "x"}, ("titel",), "There is no key titel here. Did you mean title?"),
        ({"archive_after": 0}, ("archive_after",), "The number must be at least 1."),
        (
            {"archive_after": "x"},
            ("archive_after",),
            "A whole number belongs here, without quotes.",
        ),
        ({"duties": []}, ("duties",), "The list needs at least so many items: 1."),
        (
            {"duties": [{**DUTY, "type": "sometimes"}]},
            ("duties", 0, "type"),
            "There is no sometimes",
        ),
    ],
)
def test_an_error_has_its_place_and_its_words(
    more: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    value = {**FILE, **more}
    error = validate(value)[1][0]
    assert path_of(error, value) == path
    assert translate(say(error), "en").startswith(words)


def test_what_a_value_holds() -> None:
    assert holds({"a": 1}, "a")
    assert holds([7], 0)
    assert not holds([7], 1)
    assert not holds([7], "a")
    assert not holds(None, "a")


def test_the_schema_describes_in_chinese() -> None:
    schema = campaign_schema()
    assert schema["title"] == "Mingcha 专项行动文件"
    assert schema["properties"]["title"]["description"] == "标题"
