"""What goes out, within Telegram's limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Outgoing
from bot.channels.telegram.messages import (
    CannotBeShown,
    Pictures,
    Text,
    arrange,
    compose,
    split,
    utf16_length,
)

JPEG = Path("a.jpg")


MENU = {"inline_keyboard": [[{"text": "菜单", "callback_data": "go:menu"}]]}


def shapes(out: Outgoing) -> list[str | int]:
    """Return "text" for each message of words, the number of photos for each other one."""
    return [
        len(each.photos) if isinstance(each, Pictures) else "text" for each in compose("77", out)
    ]


def test_a_text_is_one_plain_message_with_its_buttons() -> None:
    (request,) = compose("77", Outgoing(1, "菜单? <b>", (("go:menu", "菜单"),)))
    assert request == Text(77, "菜单? <b>", MENU)


def test_short_labels_stand_side_by_side_long_ones_alone() -> None:
    labels = ["完成", "返回", "第三中学附属实验小学", "是", "否", "取消"]
    rows = arrange([(f"go:{index}", label) for index, label in enumerate(labels)])
    assert [[each["text"] for each in row] for row in rows] == [
        ["完成", "返回"],
        ["第三中学附属实验小学"],
        ["是", "否"],
        ["取消"],
    ]


@pytest.mark.parametrize("token", ["", "go:" + "中" * 21])
def test_a_button_that_telegram_would_refuse_is_refused_here(token: str) -> None:
    with pytest.raises(CannotBeShown, match="64 bytes"):
        compose("77", Outgoing(1, "x", ((token, "x"),)))


def test_more_buttons_than_telegram_shows_are_refused() -> None:
    with pytest.raises(CannotBeShown, match="101 buttons"):
        arrange([("go:a", "a")] * 101)


def test_nothing_to_show_is_refused() -> None:
    with pytest.raises(CannotBeShown):
        compose("77", Outgoing(1, " \n\0"))


def test_a_long_text_is_cut_after_a_sentence_and_only_its_end_has_the_buttons() -> None:
    requests = compose("77", Outgoing(1, "整改要求如下。" * 1000, (("go:menu", "菜单"),)))
    texts = [each.text for each in requests if isinstance(each, Text)]
    assert len(texts) == 2
    assert all(each.endswith("。") for each in texts)
    assert "".join(texts) == "整改要求如下。" * 1000
    assert [each.keyboard for each in requests] == [None, MENU]


def test_a_line_is_a_better_cut_than_a_sentence() -> None:
    assert split("一。二\n三。四五", 7) == ["一。二", "三。四五"]


def test_emoji_count_twice() -> None:
    assert utf16_length("😀a") == 3
    assert split("😀" * 5, 4) == ["😀😀", "😀😀", "😀"]


@given(st.text(max_size=200), st.integers(2, 50))
def test_parts_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < utf16_length(each) <= limit for each in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_one_photo_carries_the_text_when_it_is_short_enough() -> None:
    (request,) = compose("77", Outgoing(1, "已整改", (("go:menu", "菜单"),), (JPEG,)))
    assert request == Pictures(77, (JPEG,), "已整改", MENU)
    assert shapes(Outgoing(1, "长" * 1025, (), (JPEG,))) == [1, "text"]


def test_several_photos_come_as_albums_of_up_to_ten_before_the_text() -> None:
    assert shapes(Outgoing(1, "x", (), (JPEG,) * 3)) == [3, "text"]
    assert shapes(Outgoing(1, "x", (), (JPEG,) * 11)) == [10, 1, "text"]
    assert shapes(Outgoing(1, "", (), (JPEG,) * 2)) == [2]
    assert shapes(Outgoing(1, "", (("go:menu", "菜单"),), (JPEG,) * 2)) == [2, "text"]


def test_a_replacement_edits_when_the_whole_fits_into_the_message() -> None:
    assert compose("77", Outgoing(1, "3 张照片", (), (), "70001")) == (
        Text(77, "3 张照片", replaces=70001),
    )
    too_long = Outgoing(1, "x" * 5000, (), (), "70001")
    assert compose("77", too_long) == (Text(77, "x" * 4096), Text(77, "x" * 904))
    assert shapes(Outgoing(1, "x", (), (JPEG,), "70001")) == [1]
