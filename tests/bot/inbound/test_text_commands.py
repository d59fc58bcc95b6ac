"""Commands as they are typed."""

from __future__ import annotations

import pytest

from bot.inbound.text_commands import command_in, control_in


@pytest.mark.parametrize(
    ("words", "control"),
    [
        ("/cancel", "cancel"),
        ("Cancel", "cancel"),
        ("取消", "cancel"),
        ("上一步", "back"),
        ("/menu@mingcha_bot", "menu"),
        ("cancel it", None),
        ("", None),
    ],
)
def test_a_control_is_meant_by_its_word_alone(words: str, control: str | None) -> None:
    assert control_in(command_in(words)) == control
