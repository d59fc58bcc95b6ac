"""What is read quickly is read as the library reads it."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming
from bot.channels.telegram.parsing import MalformedUpdate, parse_update
from bot.channels.telegram.plain_updates import read_quickly
from bot.channels.telegram.updates import callback_id, read_update
from tests.fakes.telegram_updates import Person, Updates

WANG = Person(77)
updates = Updates()
PLAIN = [
    updates.text(WANG, "三中门口乱收费"),
    updates.text(WANG, "/report"),
    updates.text(WANG, "/start u-first"),
    updates.photo(WANG, "photo", caption="玩手机"),
    updates.tap(WANG, "ans:3:1"),
]
VALUES: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers(-5, 1 << 70)
    | st.floats()
    | st.text(max_size=4)
    | st.just([])
    | st.just({})
    | st.just("\ud800x")
)


def read_slowly(update: Any) -> tuple[Incoming | None, str | None]:
    parsed = parse_update(update)
    return read_update(parsed), callback_id(parsed)


@pytest.mark.parametrize("update", PLAIN)
def test_what_is_plain_is_read_at_once_and_alike(update: dict[str, Any]) -> None:
    quick = read_quickly(update)
    assert quick is not None
    assert quick == read_slowly(update)


def places(holder: Any) -> list[tuple[Any, Any]]:
    """Return every (holder, key) in an update."""
    found = []
    for key, value in list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder)):
        found.append((holder, key))
        if isinstance(value, dict | list):
            found += places(value)
    return found


@given(st.sampled_from(PLAIN), st.data())
def test_whatever_is_changed_in_it_it_is_read_alike_or_left_to_the_library(
    update: dict[str, Any], data: st.DataObject
) -> None:
    changed = copy.deepcopy(update)
    for _time in range(data.draw(st.integers(1, 2))):
        holder, key = data.draw(st.sampled_from(places(changed)))
        how = data.draw(st.sampled_from(("value", "more", "less")))
        if how == "value":
            holder[key] = data.draw(VALUES)
        elif how == "less":
            del holder[key]
        elif isinstance(holder, dict):
            holder[
                data.draw(
                    st.sampled_from(
                        (
                            "reply_to_message",
                            "sticker",
                            "forward_origin",
                            "location",
                            "web_app_data",
                        )
                    )
                )
            ] = {}
        if not places(changed):
            return
    quick = read_quickly(changed)
    if quick is not None:
        with suppress(MalformedUpdate):  # in a part that says nothing to us
            assert quick == read_slowly(changed)
