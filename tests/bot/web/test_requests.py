"""What a page may send."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.web.requests import Said
from talk.input import Input, Place, Start, Tap, Words

KEY = "k" * 8


@pytest.mark.parametrize(
    ("sent", "means"),
    [
        ({"text": "hello"}, Words("hello")),
        ({"text": ""}, Words("")),
        ({"text": "half \ud83d and \0"}, Words("half \ufffd and ")),
        ({"tap": "x"}, Tap("x")),
        ({"place": {"latitude": 28.0, "longitude": 113.0}}, Place(28.0, 113.0)),
        ({"start": "u-oak"}, Start("u-oak")),
    ],
)
def test_one_thing_is_said(sent: dict[str, object], means: Input) -> None:
    assert Said.model_validate({"key": KEY, **sent}).to_input() == means


@pytest.mark.parametrize("sent", [{}, {"text": "x", "tap": "y"}, {"tap": "x" * 65}])
def test_nothing_and_two_things_are_refused(sent: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Said.model_validate({"key": KEY, **sent})
