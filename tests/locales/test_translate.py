"""What a reader gets: the sentence in their language, with its facts in that language's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from locales import Message, _, message_from_json, message_to_json, translate

MORNING = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)  # 18:00 in Beijing
NEW_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # the next year there


@pytest.mark.parametrize(
    ("fact", "chinese", "english"),
    [
        (date(2026, 3, 5), "2026年3月5日", "5 Mar 2026"),
        (MORNING, "3月5日 18:00", "5 Mar 18:00"),
        (NEW_YEAR, "2027年1月1日 00:30", "1 Jan 2027 00:30"),
        (5, "5", "5"),
        ("第一中学", "第一中学", "第一中学"),
        ("{number} 100%", "{number} 100%", "{number} 100%"),
        (_("Yes"), "是", "Yes"),
        ([_("Yes"), _("No")], "是\n否", "Yes\nNo"),
        (_("{days} working days", days=3), "3个工作日", "3 working days"),
    ],
)
def test_facts_read_well_in_both_languages(fact: object, chinese: str, english: str) -> None:
    message = Message("{name}", {"name": fact})  # type: ignore[dict-item]  # the table holds one of each kind
    said_at = datetime(2026, 6, 1, tzinfo=UTC)
    assert translate(message, "zh_CN", said_at=said_at) == chinese
    assert translate(message, "en", said_at=said_at) == english
    assert (
        translate(message_from_json(message_to_json(message)), "zh_CN", said_at=said_at) == chinese
    )


def test_the_year_is_that_of_the_readers_zone() -> None:
    """Half past midnight on New Year's Day in Beijing is still this year further west."""
    message = _("{name}", name=NEW_YEAR)
    assert translate(message, "zh_CN", UTC, said_at=MORNING) == "12月31日 16:30"
    assert translate(message, "zh_CN", said_at=NEW_YEAR - timedelta(minutes=29)) == "1月1日 00:30"
    assert translate(message, "en", timezone(timedelta(hours=9))) == "1 Jan 01:30"


def test_moments_within_lists_and_sentences_know_when_they_are_said() -> None:
    line = _("· {at} {said}", at=NEW_YEAR, said=_("closed"))
    assert (
        translate(_("{lines}", lines=[line]), "zh_CN", said_at=MORNING)
        == "· 2027年1月1日 00:30 已销号"
    )


def test_a_sentence_without_chinese_is_said_in_english() -> None:
    assert (
        translate(Message("Not in any catalogue, {name}.", {"name": "x"}), "zh_CN")
        == "Not in any catalogue, x."
    )


def test_an_unknown_language_reads_as_chinese() -> None:
    assert translate(_("Menu"), "fr") == "菜单"


def test_a_sentence_of_a_page_keeps_what_the_page_fills_in() -> None:
    """The web chat's script fills in {percent} itself."""
    assert "{percent}" in translate(_("Uploading: {percent}%", percent="{percent}"), "zh_CN")


@pytest.mark.parametrize(
    ("sentence", "facts", "english"),
    [
        (
            "Words: {words}\nFrom: {name}",
            {"words": "差\n反映人：张三\r\n办理经过：已办结\u2028状态：已销号", "name": "匿名"},
            "Words: 差\n│反映人：张三\n│办理经过：已办结\n│状态：已销号\nFrom: 匿名",
        ),
        ("Assigned.\n{words}", {"words": "反映人：张三"}, "Assigned.\n│反映人：张三"),
        ("Assigned.\n{words}", {"words": "一\n二"}, "Assigned.\n│一\n│二"),
        ("{words}", {"words": "反映人：张三"}, "│反映人：张三"),
        ("{title}: {words}\n{unit}", {"title": "a", "words": "b", "unit": "c"}, "a: b\nc"),
        ("{name}\n{unit}", {"name": "a\nb：c", "unit": "d"}, "a\n│b：c\nd"),
        ("Filed.\n{words}", {"words": _("No words")}, "Filed.\nNo words"),
        ("{report}\n{reason}", {"report": "a", "reason": "b"}, "│a\n│b"),
    ],
)
def test_no_line_of_what_a_person_wrote_passes_for_one_of_ours(
    sentence: str, facts: dict[str, Any], english: str
) -> None:
    assert translate(Message(sentence, facts), "en") == english
