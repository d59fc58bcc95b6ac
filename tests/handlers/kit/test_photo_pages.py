"""Photos a page at a time: the newest on a card, and a line that says which they are."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.kit.photo_pages import PHOTOS_PER_MESSAGE, newest, span
from locales import translate
from storage.tables import Evidence


def _pictures(count: int) -> list[Evidence]:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return [Evidence(id=place, not_before=at, received_at=at) for place in range(1, count + 1)]


def test_as_many_as_a_message_carries_are_shown_without_a_word() -> None:
    assert newest(_pictures(PHOTOS_PER_MESSAGE)) == (list(range(1, 10)), [])


def test_of_more_the_newest_are_shown_and_named() -> None:
    ids, [line] = newest(_pictures(12))
    assert ids == list(range(4, 13))
    assert translate(line, "en") == "Photos shown: 4 to 12 of 12"


def test_one_is_no_span() -> None:
    assert translate(span(3, 3), "en") == "3"
    assert translate(span(3, 4), "en") == "3 to 4"
