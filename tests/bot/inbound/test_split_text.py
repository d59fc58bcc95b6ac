"""A text that a program has cut goes on within seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.inbound.split_text import MAX_SECONDS_BETWEEN_PIECES, goes_on
from talk import input as sent
from talk.state import State

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LONG = sent.Words("长" * 4096)


@pytest.mark.parametrize(
    ("said", "seconds", "is_more"),
    [
        (sent.Words("its end"), MAX_SECONDS_BETWEEN_PIECES, True),
        (sent.Words("something else"), MAX_SECONDS_BETWEEN_PIECES + 1, False),
        (sent.Words("cancel"), 1, False),
        (sent.Tap("x"), 1, False),
    ],
)
def test_what_comes_soon_after_is_another_piece(
    said: sent.Input, seconds: int, is_more: bool
) -> None:
    state = State()
    assert not goes_on(state, LONG, NOW)
    assert goes_on(state, said, NOW + timedelta(seconds=seconds)) is is_more


def test_a_text_that_fits_has_no_more_pieces() -> None:
    state = State()
    goes_on(state, sent.Words("short"), NOW)
    assert not goes_on(state, sent.Words("next"), NOW)
