"""What one message becomes: nothing is lost, nothing is longer than WeCom shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Outgoing
from bot.channels.wecom.cards import CardPart, ImagePart, Part, TextPart, parts_of, split_text
from talk.token import answer_token, page_token, start_token
from tests.fakes.wecom_rules import check_card


def _parts(
    text: str, *buttons: tuple[str, str], photos: tuple[Path, ...] = (), listed: bool = False
) -> list[Part]:
    return parts_of(
        Outgoing(1, text, buttons, photos, language="en", extra={"listed": True} if listed else {})
    )


def _answers(count: int, label: str = "选项{}") -> tuple[tuple[str, str], ...]:
    return tuple((answer_token(5, index), label.format(index + 1)) for index in range(count))


def test_words_alone_are_a_text() -> None:
    assert _parts("收到。") == [TextPart("收到。")]


def test_nothing_to_say_is_nothing_to_send() -> None:
    assert _parts("  \n ") == []


def test_pictures_come_before_the_words() -> None:
    first, second = Path("a.jpg"), Path("b.jpg")
    assert _parts("两张", photos=(first, second)) == [
        ImagePart(first),
        ImagePart(second),
        TextPart("两张"),
    ]


def test_up_to_six_choices_are_buttons_on_one_card() -> None:
    [card] = _parts("哪一类？\n可以直接点选。", *_answers(6))
    assert isinstance(card, CardPart)
    assert (card.title, card.subtitle) == ("哪一类？", "可以直接点选。")
    assert [label for _token, label in card.buttons] == [
        "选项1",
        "选项2",
        "选项3",
        "选项4",
        "选项5",
        "选项6",
    ]
    assert card.body("t")["button_list"][2] == {"text": "选项3", "key": "ans:5:2"}
    check_card(card.body("t"))


def test_a_tickets_rows_become_the_cards_rows() -> None:
    [card] = _parts(
        "工单 DC-2026-0001\n请尽快签收。\n单位：第一中学\n期限：2026年3月9日",
        (start_token("take", "1"), "签收"),
    )
    assert isinstance(card, CardPart)
    assert (card.subtitle, card.facts) == (
        "请尽快签收。",
        (("单位", "第一中学"), ("期限", "2026年3月9日")),
    )


@pytest.mark.parametrize("count", [1, 6, 7])
def test_a_card_has_no_more_rows_than_wecom_shows(count: int) -> None:
    """WeCom shows six; of seven none is a row, and all are said in the card's text."""
    rows = [(f"事项{number}", f"值{number}") for number in range(count)]
    lines = [f"{name}：{value}" for name, value in rows]
    [card] = _parts("\n".join(["工单 DC-2026-0001", *lines]), (start_token("take", "1"), "签收"))
    assert isinstance(card, CardPart)
    shown = (card.facts, card.subtitle)
    assert shown == ((tuple(rows), "") if count <= 6 else ((), "\n".join(lines)))
    check_card(card.body("t"))


def test_an_address_or_a_time_is_no_row() -> None:
    [card] = _parts("看这里\nhttps://example.org\n9:30", ("go:menu", "菜单"))
    assert isinstance(card, CardPart)
    assert (card.subtitle, card.facts) == ("https://example.org\n9:30", ())


def test_words_too_long_for_a_card_are_sent_before_it_and_their_last_line_is_its_title() -> None:
    text = "甲" * 300 + "\n要发送吗？"
    words, card = _parts(text, *_answers(2))
    assert words == TextPart(text)
    assert isinstance(card, CardPart)
    assert (card.title, card.subtitle) == ("要发送吗？", "")


def test_a_long_single_line_gets_a_general_title() -> None:
    question = "请问这是哪一所学校？可以输入名称、简称、拼音或首字母，也可以从下面选择。"
    [card] = _parts(question, *_answers(2))
    assert isinstance(card, CardPart)
    assert (card.title, card.subtitle) == ("Please choose", question)


def test_labels_too_long_for_a_button_are_read_in_full_above_it() -> None:
    buttons = (
        (answer_token(5, 0), "会议期间随意走动或者在会场外面逗留"),
        (answer_token(5, 1), "吸烟"),
    )
    [card] = _parts("看到了什么？", *buttons)
    assert isinstance(card, CardPart)
    assert card.subtitle == "1 会议期间随意走动或者在会场外面逗留\n2 吸烟"
    assert [label for _token, label in card.buttons] == ["1 会议期间随意走动…", "2 吸烟"]
    check_card(card.body("t"))


def test_more_than_six_choices_are_a_numbered_list() -> None:
    [words] = _parts("哪个单位？", *_answers(7))
    listed = "1 选项1\n2 选项2\n3 选项3\n4 选项4\n5 选项5\n6 选项6\n7 选项7"
    assert words == TextPart(f"哪个单位？\n{listed}\nReply with the number of your choice.")


def test_the_numbers_of_a_second_page_go_on_and_turning_it_stays_a_button() -> None:
    answers = tuple((answer_token(5, index), f"学校{index + 1}") for index in range(20, 30))
    words, card = _parts("哪个单位？", *answers, (page_token(5, 0), "上一页"))
    assert isinstance(words, TextPart)
    assert words.content.startswith("哪个单位？\n21 学校21\n22 学校22")
    assert isinstance(card, CardPart)
    assert card.buttons == (("page:5:0", "上一页"),)
    check_card(card.body("t"))


def test_a_list_that_is_already_in_the_text_is_not_repeated() -> None:
    [words] = _parts("1 甲\n2 乙", *_answers(8), listed=True)
    assert isinstance(words, TextPart)
    assert words.content == "1 甲\n2 乙\nReply with the number of your choice."


def test_a_menu_of_eight_is_two_cards_because_nobody_can_number_it() -> None:
    first, second = _parts("菜单", *((start_token(f"talk{n}"), f"事项{n}") for n in range(8)))
    assert isinstance(first, CardPart)
    assert isinstance(second, CardPart)
    assert [len(first.buttons), len(second.buttons)] == [6, 2]
    check_card(second.body("t"))


def test_the_same_button_twice_is_shown_once() -> None:
    [card] = _parts("菜单", ("go:menu", "菜单"), ("go:menu", "菜单"))
    assert isinstance(card, CardPart)
    assert len(card.buttons) == 1


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("第一行很短\n第二行也短\n第三行", 40, ["第一行很短\n第二行也短", "第三行"]),
        ("这是第一句话。这是第二句话。这是", 45, ["这是第一句话。这是第二句话。", "这是"]),
        ("没有任何标点的一长串文字", 20, ["没有任何标点", "的一长串文字"]),
        ("短", 2047, ["短"]),
    ],
)
def test_texts_are_cut_at_a_lines_or_sentences_end(
    text: str, longest: int, pieces: list[str]
) -> None:
    assert split_text(text, longest) == pieces


@given(st.text(max_size=400), st.integers(min_value=4, max_value=120))
def test_cutting_loses_nothing_but_blanks(text: str, longest: int) -> None:
    text = text.encode(errors="replace").decode()
    pieces = split_text(text, longest)
    assert all(0 < len(piece.encode()) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


_TOKENS = st.sampled_from(["ans:1:{}", "go:talk{}", "page:1:{}"])
_BUTTONS = st.lists(st.tuples(_TOKENS, st.text(max_size=30)), max_size=15)


@given(st.text(max_size=800), _BUTTONS)
def test_every_part_is_within_wecoms_limits_and_no_button_is_lost(
    text: str, buttons: list[tuple[str, str]]
) -> None:
    given_buttons = tuple(
        (token.format(index), label) for index, (token, label) in enumerate(buttons)
    )
    parts = parts_of(Outgoing(1, text, given_buttons, language="en"))
    words = "\n".join(part.content for part in parts if isinstance(part, TextPart))
    tappable = {
        token for part in parts if isinstance(part, CardPart) for token, _label in part.buttons
    }
    for part in parts:
        if isinstance(part, CardPart):
            check_card(part.body("t"))
        elif isinstance(part, TextPart):
            assert 0 < len(part.content.encode()) <= 2047
    for token, _label in given_buttons:
        assert token in tappable or f"{int(token.rpartition(':')[2]) + 1} " in words


def test_the_card_after_a_long_ticket_bears_its_heading_not_its_latest_history() -> None:
    history = "\n".join(
        f"· 3月2日 09:0{minute} 已答复。原因：路上堵车，措施：批评教育，责任人：王强"
        for minute in range(4)
    )
    words, card = _parts(
        f"DC-2026-0001 迟到\n状态：待核查\n办理经过：\n{history}\n· 3月2日 09:09 已签收",
        ("go:menu", "菜单"),
    )
    assert isinstance(words, TextPart)
    assert isinstance(card, CardPart)
    assert card.title == "DC-2026-0001 迟到"


def test_what_a_person_wrote_is_no_row_of_a_card() -> None:
    [card] = _parts("DC-1\n情况：一\n│反映人：张三", *_answers(1))
    assert isinstance(card, CardPart)
    assert (card.subtitle, card.facts) == ("情况：一\n│反映人：张三", ())


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ('看<a href="https://evil.test">这里</a>', '看＜a href="https://evil.test">这里＜/a>'),
        ("<!--x--> <B>", "＜!--x--> ＜B>"),
        ("3<5, <3, a < b", "3<5, <3, a < b"),
    ],
)
def test_markup_is_shown_and_not_followed(said: str, sent: str) -> None:
    assert _parts(said) == [TextPart(sent)]
    [card] = _parts(f"哪一类？\n{said}", (answer_token(5, 0), said[:8]))
    assert isinstance(card, CardPart)
    assert (card.subtitle, card.buttons[0][1]) == (sent, sent[:8])
