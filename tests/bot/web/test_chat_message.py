"""A message as the page gets it, its numbers, and how far a page has read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.base import Outgoing
from bot.web.chat_message import ChatMessage, Cursor, Numbers, read_cursor

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("bound", [0, 1_772_500_000])
def test_a_cursor_comes_back_as_it_was_given(bound: int) -> None:
    cursor = Cursor(2**50, AT, bound)
    assert read_cursor(str(cursor)) == cursor


@pytest.mark.parametrize("text", [None, "", "7", "7-", "x-1", "7-1-", "9" * 19 + "-1"])
def test_what_is_no_cursor(text: str | None) -> None:
    assert read_cursor(text) is None


def test_a_message_keeps_its_number_when_it_settles_and_its_place_among_others() -> None:
    numbers = Numbers(chat=1, shift=2**41)
    for queued in (1, 7, 4_999, 70_000):
        shown = numbers.shown(queued)
        assert shown == numbers.shown(queued - numbers.shift)
        assert numbers.kept(shown) == (queued - numbers.shift, queued)
        assert shown < numbers.shown(queued + 1)


@pytest.mark.parametrize("has_moment", [True, False])
def test_a_moment_that_is_not_kept_is_not_shown(has_moment: bool) -> None:
    out = Outgoing(7, "told")
    message = ChatMessage(7, AT, out, (), None, private=False, has_moment=has_moment)
    shown = message.to_json(str, str)
    assert shown["at"] == (AT.isoformat() if has_moment else None)
    assert shown["text"] == "told"
