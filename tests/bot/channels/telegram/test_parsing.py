"""From an update's JSON to the library's objects."""

from __future__ import annotations

import pytest

from bot.channels.telegram.parsing import (
    MalformedUpdate,
    answerable_chat,
    check_content,
    is_whole,
    parse_update,
    read_json,
)

SENDER = {"id": 7, "is_bot": False, "first_name": "Wang"}
PRIVATE = {"id": 7, "type": "private"}


def test_the_slow_reader_takes_what_the_quick_one_refuses() -> None:
    assert read_json(b'{"a": 1}') == {"a": 1}
    assert read_json(b'{"text": "\\ud83d"}') == {"text": "\ud83d"}
    with pytest.raises(ValueError, match="Expecting"):
        read_json(b"{")


@pytest.mark.parametrize("data", [[], {}, {"update_id": "7"}, {"update_id": True}])
def test_what_is_no_update_is_refused(data: object) -> None:
    with pytest.raises(MalformedUpdate):
        parse_update(data)


def test_an_update_that_cannot_be_read_still_says_whose_it_is() -> None:
    broken = {"message_id": 1, "date": "never", "chat": PRIVATE, "from": SENDER}
    update = parse_update({"update_id": 5, "message": broken})
    assert (update.update_id, answerable_chat(update)) == (5, 7)
    with pytest.raises(MalformedUpdate):
        check_content(update)


@pytest.mark.parametrize(
    ("message", "chat"),
    [
        ({"chat": PRIVATE, "from": SENDER}, 7),
        ({"chat": {"id": -7, "type": "group"}, "from": SENDER}, None),
        ({"chat": PRIVATE, "from": {**SENDER, "is_bot": True}}, None),
        ({"chat": PRIVATE}, None),
    ],
)
def test_only_a_person_in_a_private_chat_is_answered(
    message: dict[str, object], chat: int | None
) -> None:
    assert answerable_chat({"message": message}) == chat


def test_true_is_no_number() -> None:
    assert is_whole(1)
    assert not is_whole(True)
