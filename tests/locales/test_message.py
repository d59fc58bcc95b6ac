"""Messages: facts are added, and all is stored and read again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from locales.message import Message, _, message_from_json, message_to_json


def test_a_message_comes_back_as_it_was() -> None:
    message = _(
        "{a} {b} {c} {d} {e}",
        a=date(2026, 3, 2),
        b=datetime(2026, 3, 2, 9, tzinfo=UTC),
        c=_("inner {n}", n=1),
        d=[_("one"), _("two")],
        e="text",
    )
    assert message_from_json(message_to_json(message)) == message


def test_given_facts_are_added_and_the_message_stays() -> None:
    sentence = _("{a} and {b}", a=1)
    assert sentence.given(b=2).facts == {"a": 1, "b": 2}
    assert sentence.facts == {"a": 1}
    assert Message("x") == _("x")
