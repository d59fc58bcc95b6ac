"""Numbers as people write them, and the question for one: its range, its buttons, the measure word
behind it.
"""

from __future__ import annotations

import pytest

from bot.channels.base import Outgoing
from bot.channels.wecom.cards import CardPart, parts_of
from locales import LANGUAGES, Message, translate
from talk import Chosen, Given, Number, Wrong
from talk import input as sent
from talk.numbers import MAX_NUMBER, read_number
from talk.token import answer_token


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3", 3),
        ("３", 3),
        (" 1,200 ", 1200),
        ("三天", 3),
        ("3个工作日", 3),
        ("3 working days", 3),
        ("两个", 2),
        ("十", 10),
        ("十五天。", 15),
        ("二十", 20),
        ("一百零五人", 105),
        ("两百五十", 250),
        ("一千二百", 1200),
        ("三万", 30_000),
        ("5分", 5),
        ("二〇二六", 2026),
        ("-2", -2),
        ("0", 0),
        ("99999999999999999999", 99999999999999999999),
    ],
)
def test_what_is_written(written: str, number: int) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "三月五日",
        "3.5",
        "3月5日",
        "一中",
        "很多",
        "两三天",
        "三三百",
        "百千",
        "3楼",
        "1-2",
        "5 6",
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert read_number(written) is None


def test_the_questions_own_unit() -> None:
    assert read_number("12万元") is None
    assert read_number("12万元", "万元") == 12
    assert read_number("3课时", "节") == 3


def test_within_its_bounds() -> None:
    kind = Number(
        least=1, most=30, usual={1: Message("1 working day"), 3: Message("3 working days")}
    )
    assert [each.value for each in kind.choices(None)] == [1, 3]
    assert kind.read(Chosen(3), None) == Given(3)
    assert kind.read(sent.Words("2"), None) == Given(2)
    assert kind.read(sent.Words("3 working"), None) == Given(3)
    for out in ("0", "31", "-1", "99999999999999999999"):
        reading = kind.read(sent.Words(out), None)
        assert isinstance(reading, Wrong)
        assert translate(reading.reply, "en") == "It must be a whole number from 1 to 30."
        assert not reading.unrelated
    for odd in (sent.Words("投诉"), sent.File({}, "a.pdf"), sent.Photo({})):
        reading = kind.read(odd, None)
        assert isinstance(reading, Wrong)
        assert (
            translate(reading.reply, "en") == "A number is needed here: a whole one from 1 to 30."
        )
        assert reading.unrelated is isinstance(odd, sent.Words)
    assert isinstance(Number().read(sent.Words(str(MAX_NUMBER + 1)), None), Wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_score_is_the_place_of_its_button_too(language: str) -> None:
    """Whether a person means the score or the place in a numbered list: 5 is 5; and WeCom shows
    buttons, not a list.
    """
    names = ("1 not at all content", "2 not content", "3 so-so", "4 content", "5 very content")
    kind = Number(
        least=1, most=5, usual={place: Message(name) for place, name in enumerate(names, 1)}
    )
    assert [each.value for each in kind.choices(None)] == [1, 2, 3, 4, 5]
    buttons = [
        (answer_token(1, place), translate(each.label, language))
        for place, each in enumerate(kind.choices(None))
    ]
    parts = parts_of(Outgoing(1, "?", (*buttons, ("go:cancel", "×"))))
    (card,) = [each for each in parts if isinstance(each, CardPart)]
    assert [label for _token, label in card.buttons][:5] == [label for _token, label in buttons]
