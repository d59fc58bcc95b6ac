"""Buttons: stored and read again."""

from __future__ import annotations

import pytest

from locales import _
from locales.button import (
    AnyButton,
    Button,
    ChoiceButton,
    PageButton,
    button_from_json,
    button_to_json,
)


@pytest.mark.parametrize(
    "button",
    [
        Button(_("Menu"), "menu"),
        Button(_("{number}", number="TS-2026-0001"), "ticket", "TS-2026-0001"),
        ChoiceButton(_("Yes"), 7, 0),
        PageButton(_("More"), 7, 2),
    ],
)
def test_a_button_comes_back_as_it_was(button: AnyButton) -> None:
    assert button_from_json(button_to_json(button)) == button
