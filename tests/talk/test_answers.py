"""The kinds of answer: what each offers, takes, and says to what it does not take."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import Message, translate
from talk import (
    Answer,
    Choice,
    Given,
    Partly,
    Photos,
    Pick,
    Reading,
    Said,
    Where,
    Words,
    Wrong,
    clean,
)
from talk import input as sent

FRUIT = [
    Choice("a", Message("Apple")),
    Choice("b", Message("Pear")),
    Choice("c", Message("Pineapple")),
]


def _fault(reading: Reading) -> str:
    assert isinstance(reading, Wrong)
    return translate(reading.reply, "en")


@given(st.text(), st.text())
def test_clean_text_can_be_stored_and_stays_clean(first: str, second: str) -> None:
    text = clean(first + "\u202e\x00\ud800" + second)
    assert clean(text) == text
    text.encode()
    assert not set(text) & set("\x00\u202e\u200b\ufeff")


@pytest.mark.parametrize(
    ("said", "value"),
    [("apple", "a"), ("PEAR", "b"), (" pear ", "b"), ("pea", "b"), ("pineapple", "c")],
)
def test_pick_by_words(said: str, value: str) -> None:
    assert Pick(FRUIT).read(sent.Words(said), None) == Given(value)


@pytest.mark.parametrize(("said", "unrelated"), [("plum", True), ("app", False), ("7", False)])
def test_pick_tells_what_has_nothing_to_do_with_its_options(said: str, unrelated: bool) -> None:
    reading = Pick(FRUIT).read(sent.Words(said), None)
    assert isinstance(reading, Wrong)
    assert reading.unrelated is unrelated


def test_pick_asks_again_among_those_that_fit() -> None:
    reading = Pick(FRUIT).read(sent.Words("app"), None)
    assert isinstance(reading, Wrong)
    assert [each.value for each in reading.choices] == ["a", "c"]
    assert "There is no number 7 here" in _fault(Pick(FRUIT).read(sent.Words("7"), None))
    assert "buttons" in _fault(Pick(FRUIT).read(sent.Photo({}), None))
    assert Pick(FRUIT, first=["c", "b"]).options == [FRUIT[2], FRUIT[1], FRUIT[0]]


def test_words_by_length() -> None:
    kind = Words(shortest=2, longest=5)
    assert kind.read(sent.Words(" \u200bab\x00 "), None) == Given("ab")
    assert "at least 2" in _fault(kind.read(sent.Words("\u200ba"), None))
    assert "That is 6 characters, at most 5 fit" in _fault(kind.read(sent.Words("abcdef"), None))
    assert "Words are needed" in _fault(kind.read(sent.Place(1, 2), None))
    assert [each.value for each in Words(optional=True).choices(None)] == [""]
    assert Words().choices(None) == ()


def test_where() -> None:
    assert Where().read(sent.Place(28.123456, 112.9), None) == Given("28.12346, 112.90000")
    assert Where().read(sent.Place(28, 112, "\x00" + "门" * 300), None) == Given("门" * 200)
    assert Where().read(sent.Words(" at the gate "), None) == Given("at the gate")
    assert "location" in _fault(Where().read(sent.Photo({}), None))


KINDS: list[Answer[Any]] = [
    Pick(FRUIT),
    Words(),
    Words(optional=True),
    Photos(),
    Photos(at_least=2, with_words=True),
    Where(),
]
SAID: st.SearchStrategy[Said] = st.one_of(
    st.builds(sent.Words, st.text()),
    st.builds(sent.Place, st.floats(-90, 90), st.floats(-180, 180), st.text()),
    st.builds(sent.Photo, st.just({}), st.text(), evidence=st.integers(1, 99)),
)


@given(st.sampled_from(KINDS), st.lists(SAID, max_size=8))
def test_whatever_is_sent_every_kind_reads_it(
    kind: Answer[Any], sent_one_by_one: list[Said]
) -> None:
    partial = None
    for said in sent_one_by_one:
        reading = kind.read(said, partial)
        if isinstance(reading, Given):
            kind.load(reading.value)
        else:
            assert translate(reading.reply, "en")
            partial = reading.partial if isinstance(reading, Partly) else partial
        kind.choices(partial)
