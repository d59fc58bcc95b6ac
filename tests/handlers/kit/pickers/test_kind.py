"""Choosing a kind: by its name, or by any word that speaks of it alone."""

from __future__ import annotations

from handlers.kit.pickers.kind import PickKind, Seen
from locales import _
from rules.kinds.catalogue import Kind
from talk import Chosen, Given, Wrong
from talk import input as sent

KINDS = [
    Kind("late", _("Late"), "finding", "meeting", 3, False, ("迟到", "晚到")),
    Kind("phone", _("Playing with a phone"), "finding", "meeting", 3, False, ("手机", "晚到")),
]


def test_what_the_words_speak_of_comes_first() -> None:
    assert [choice.value for choice in PickKind(KINDS, "看手机").choices(None)] == ["phone", "late"]
    assert [choice.value for choice in PickKind(KINDS, "").choices(None)] == ["late", "phone"]


def test_a_word_that_speaks_of_one_is_that_one() -> None:
    kind = PickKind(KINDS, "")
    assert kind.read(sent.Words("手机"), None) == Given("phone")
    assert kind.read(sent.Words("Late"), None) == Given("late")
    assert kind.read(Chosen("late"), None) == Given("late")


def test_a_sentence_is_kept_with_its_kind() -> None:
    """Who, how many and how long stand in it; it is not thrown away for the kind's name."""
    kind = PickKind(KINDS, "")
    reading = kind.read(sent.Words("后排三人看手机"), None)
    assert reading == Given(["phone", "后排三人看手机"])
    assert kind.load(["phone", "后排三人看手机"]) == Seen("phone", "后排三人看手机")
    assert kind.load("phone") == Seen("phone", "")


def test_a_sentence_is_kept_when_it_speaks_of_two() -> None:
    reading = PickKind(KINDS, "").read(sent.Words("迟到后看手机"), None)
    assert isinstance(reading, Wrong)
    assert [choice.value for choice in reading.choices] == [
        ["late", "迟到后看手机"],
        ["phone", "迟到后看手机"],
    ]


def test_a_word_that_speaks_of_two_is_asked_again_with_the_two() -> None:
    reading = PickKind(KINDS, "").read(sent.Words("晚到"), None)
    assert isinstance(reading, Wrong)
    assert {choice.value for choice in reading.choices} == {"late", "phone"}


def test_a_word_that_speaks_of_none_is_refused() -> None:
    assert isinstance(PickKind(KINDS, "").read(sent.Words("天气"), None), Wrong)
    assert isinstance(PickKind(KINDS, "").read(sent.Photo({"file": "x"}), None), Wrong)
