"""What people send in Telegram, as the receiver gets it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming
from bot.channels.telegram.parsing import MalformedUpdate, parse_update
from bot.channels.telegram.updates import callback_id, chat_of, read_unreadable, read_update
from talk.input import Tap, Unusable, Words
from tests.bot.channels.telegram.kit import POLL, WANG, read, updates
from tests.fakes.telegram_updates import Person, Update, group_chat


def test_says_who_wrote_when_in_which_language_and_which_delivery_it_is() -> None:
    update = updates.text(WANG, "三中门口乱收费")
    incoming = read(update)
    assert incoming == Incoming(
        channel="telegram",
        address="77",
        key=f"{update['update_id']}.{update['message']['message_id']}",
        input=Words("三中门口乱收费"),
        sent_at=datetime.fromtimestamp(updates.date, UTC),
        name="王 五",
        language="zh_CN",
    )
    assert read(json.loads(json.dumps(update))).key == incoming.key


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-hans", "zh_CN"),
        ("zh-TW", "zh_CN"),
        ("zh", "zh_CN"),
        ("en-GB", "en"),
        ("ug", "en"),
        ("", None),
    ],
)
def test_takes_the_language_from_the_sender(code: str, language: str | None) -> None:
    assert read(updates.text(Person(1, language_code=code), "x")).language == language


def test_reads_a_tap_and_the_id_that_wants_an_answer() -> None:
    update = updates.tap(WANG, "ans:3:1")
    assert (read(update).input, read(update).address) == (Tap("ans:3:1"), "77")
    assert callback_id(parse_update(update)) == update["callback_query"]["id"]
    assert callback_id(parse_update(updates.text(WANG, "x"))) is None
    assert read(update).key != read(updates.tap(WANG, "ans:3:1")).key


def test_a_tap_under_a_message_that_telegram_no_longer_shows_still_counts() -> None:
    update = updates.tap(WANG, "go:menu")
    del update["callback_query"]["message"]
    assert (read(update).address, read(update).input) == ("77", Tap("go:menu"))


def test_a_group_is_answered_only_when_it_speaks_to_the_bot() -> None:
    assert read_update(parse_update(updates.message(WANG, group_chat(), text="大家好"))) is None
    spoken_to = read(updates.message(WANG, group_chat(), text="/report@mingcha_bot"))
    assert (spoken_to.address, spoken_to.input) == ("-1001", Unusable("group"))
    reply = updates.message(
        WANG,
        group_chat(),
        text="好",
        reply_to_message=updates.tap(WANG, "x")["callback_query"]["message"],
    )
    assert read(reply).input == Unusable("group")


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "poll": POLL},
        updates.message(WANG, pinned_message=updates.text(WANG, "x")["message"]),
        updates.message(WANG, group_chat(), new_chat_members=[WANG.as_user]),
        updates.membership(WANG, "member", "administrator", group_chat()),
        {
            "update_id": 2,
            "message": {
                "message_id": 1,
                "chat": {"id": 5, "type": "channel"},
                "date": 1,
                "text": "x",
            },
        },
    ],
)
def test_passes_over_what_nobody_waits_for(update: Update) -> None:
    assert read_update(parse_update(update)) is None


def test_a_live_location_that_moves_and_another_bot_are_passed_over() -> None:
    moving = updates.location(WANG)
    assert (
        read_update(
            parse_update({"update_id": 9, "edited_message": {**moving["message"], "edit_date": 5}})
        )
        is None
    )
    other_bot = updates.text(WANG, "hello")
    other_bot["message"]["from"]["is_bot"] = True
    assert read_update(parse_update(other_bot)) is None


def changed(key: str, value: object) -> Update:
    update = updates.text(WANG, "x")
    return {**update, "message": {**update["message"], key: value}}


def nested(depth: int) -> Update:
    """Return answers to answers to answers, deeper than the library can follow."""
    message = updates.text(WANG, "x")["message"]
    for _each in range(depth):
        message = {**updates.text(WANG, "x")["message"], "reply_to_message": message}
    return {"update_id": 1, "message": message}


@pytest.mark.parametrize(
    "update",
    [
        None,
        [],
        "x",
        {},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": 1, "message": []},
        {"update_id": 1, "message": {}},
        changed("chat", None),
        changed("chat", {"type": "private"}),
        changed("chat", {"id": "77", "type": "private"}),
        changed("from", 3),
        changed("from", {"id": 77}),
        changed("text", 5),
        changed("message_id", None),
        changed("photo", [{}]),
        changed("photo", 5),
        changed("date", "yesterday"),
        changed("date", 10**18),
        {"update_id": 1, "callback_query": {"id": "1", "data": "x"}},
        nested(40_000),
        updates.location(WANG, 91, 0),
        updates.location(WANG, 0, float("nan")),
    ],
)
def test_refuses_what_is_no_update(update: object) -> None:
    with pytest.raises(MalformedUpdate):
        read_update(parse_update(update))


@pytest.mark.parametrize(
    "update",
    [
        changed("text", 5),
        changed("photo", 5),
        changed("photo", [{}]),
        changed("poll", {"of": "another age"}),
        changed("date", "yesterday"),
        changed("message_id", None),
        {"update_id": 1, "callback_query": {"id": 5, "from": WANG.as_user, "data": "x"}},
        {"update_id": 1, "callback_query": {"from": WANG.as_user, "data": "x"}},
    ],
)
def test_who_sent_what_cannot_be_read_is_known(update: Update) -> None:
    parsed = parse_update(update)
    with pytest.raises(MalformedUpdate):
        read_update(parsed)
    assert chat_of(parsed) == "77"
    assert read_unreadable(parsed) == Incoming(
        "telegram", "77", f"{update['update_id']}.unreadable", Unusable("other")
    )


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "message": []},
        changed("chat", {**group_chat(), "id": "x"}),
        changed("from", {**WANG.as_user, "is_bot": True, "id": "x"}),
        {"update_id": 1, "callback_query": {"id": 5}},
        {"update_id": 1, "edited_message": {**updates.text(WANG, "x")["message"], "date": None}},
    ],
)
def test_nobody_is_told_where_nobody_waits(update: Update) -> None:
    assert read_unreadable(parse_update(update)) is None


SAMPLES = [
    updates.text(WANG, "/start abc"),
    updates.photo(WANG, "p", caption="c", album="7"),
    updates.document(WANG, "d", "a.jpg", "image/jpeg"),
    updates.venue(WANG, "a", "b"),
    updates.edited(updates.text(WANG, "a"), "b"),
    updates.tap(WANG, "ans:1:1"),
    updates.membership(WANG, "member", "kicked"),
    updates.message(WANG, group_chat(), text="/x@mingcha_bot"),
]
JUNK: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.builds(list)
    | st.builds(dict)
    | st.builds(lambda: [{}])
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(each for key, below in inside for each in _places(below, (*path, key)))]


@given(st.data())
def test_whatever_comes_is_read_or_refused(data: st.DataObject) -> None:
    update = json.loads(json.dumps(data.draw(st.sampled_from(SAMPLES))))
    for _change in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_places(update)))
        if not path:
            continue
        holder = update
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = data.draw(JUNK)
    try:
        parsed = parse_update(update)
    except MalformedUpdate:
        return
    assert isinstance(chat_of(parsed), str)
    try:
        incoming = read_update(parsed)
    except MalformedUpdate:
        incoming = read_unreadable(parsed)
    if incoming is not None:
        for field in (incoming.address, incoming.key, incoming.name):
            assert isinstance(field, str)
        repr(incoming).encode()  # nothing in it that no database would take
        assert isinstance(callback_id(parsed), str | None)
