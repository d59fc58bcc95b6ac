"""Telephone numbers: as people write them, and what is none."""

from __future__ import annotations

import pytest

from rules.text.telephone import read_telephone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("138 0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("07711234567", None),  # no local number begins with 1
        ("0771-5823456", "07715823456"),
        ("(0771) 5823456", "07715823456"),
        ("（０７７１）５８２３４５６", "07715823456"),
        ("010-65123456", "01065123456"),
        ("+86 10 65123456", None),  # without its 0 the area code cannot be told from the number
        ("0571-87654321-801", "057187654321-801"),
        ("0571-87654321转801", "057187654321-801"),
        ("5823456", "5823456"),
        ("5823456-801", "5823456-801"),
        ("12345", None),
        ("1380013800", None),
        ("138001380000", None),
        ("12800138000", None),
        ("13800138000转8", None),
        ("没有", None),
        ("微信同号13800138000", None),
        ("", None),
    ],
)
def test_what_is_a_number(written: str, number: str | None) -> None:
    """Digits come out plain; what no telephone has is not guessed at."""
    assert read_telephone(written) == number
