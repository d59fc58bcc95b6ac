"""Talk: a script runs from the top over the answers given, and its only state survives as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import Message
from talk import Photos, RunResult, Speech, Talk, Words
from talk import input as sent
from talk.state import MAX_WAITING, Asked, Frame, State
from talk.token import (
    MAX_TOKEN_BYTES,
    Answered,
    Paged,
    Started,
    answer_token,
    page_token,
    read_token,
    start_token,
)


def _script(talk: Talk) -> str:
    talk.say(Message("Hello."))
    photos = talk.ask("photos", Photos(at_least=1), Message("Photos?"))
    first = talk.ask("first", Words(), Message("First?"))
    second = talk.ask("second", Words(optional=True), Message("Second?"))
    return f"{len(photos)} {first} {second}"


def _run(frame: Frame, said: Any = None, waiting_for: str | None = None) -> RunResult:
    return Talk(frame, said, waiting_for=waiting_for).run(_script)


def test_it_stops_at_the_first_question_without_an_answer() -> None:
    frame = Frame("script")
    turn = _run(frame)
    assert turn.question is not None
    assert (turn.question.key, turn.said) == ("photos", [Speech(Message("Hello."))])
    assert _run(frame, sent.Photo({}, evidence=1)).question == _run(frame).question or frame.partial
    turn = _run(frame, sent.Words("done"))
    assert turn.question is not None
    assert (turn.question.key, turn.said) == (
        "first",
        [],
    )  # what was said before an answer is not said again
    assert _run(frame, sent.Words("a")).question is not None
    assert _run(frame, sent.Words("Skip")).result == "1 a "
    assert frame.answers == {"photos": {"ids": [1], "caption": ""}, "first": "a", "second": ""}
    assert frame.partial == {}


def test_an_answer_is_for_the_question_that_was_asked() -> None:
    frame = Frame("script", answers={"photos": {"ids": [1], "caption": ""}, "first": "a"})
    turn = _run(frame, sent.Words("for a question that an update removed"), waiting_for="removed")
    assert turn.question is not None
    assert turn.question.key == "second"
    assert "second" not in frame.answers


def test_a_late_photo_joins_the_last_photos() -> None:
    frame = Frame("script", answers={"photos": {"ids": [1], "caption": ""}})
    turn = _run(frame, sent.Photo({}, "caption", evidence=2))
    assert turn.question is not None
    assert "The photo was added" in turn.question.text.text
    assert frame.answers["photos"] == {"ids": [1, 2], "caption": "caption"}


def test_back_forgets_the_last_answer_only() -> None:
    frame = Frame("script", answers={"photos": {}, "first": "a"})
    assert frame.forget_last()
    assert list(frame.answers) == ["photos"]
    assert frame.forget_last()
    assert not frame.forget_last()


def test_tokens_are_read_as_they_were_written() -> None:
    assert read_token(answer_token(12, 3)) == Answered(12, 3)
    assert read_token(page_token(12, 3)) == Paged(12, 3)
    assert read_token(start_token("ticket", "DC-2026-0001")) == Started("ticket", "DC-2026-0001")
    assert read_token(start_token("menu")) == Started("menu", "")
    with pytest.raises(ValueError, match="at most 64 bytes"):
        start_token("ticket", "x" * MAX_TOKEN_BYTES)


@given(st.text(max_size=80) | st.from_regex(r"(ans|page|go):[0-9a-z:]*", fullmatch=True))
def test_any_token_is_read_or_refused(token: str) -> None:
    found = read_token(token)
    if isinstance(found, Answered | Paged):
        assert found == read_token(token.strip())
    if len(token) > MAX_TOKEN_BYTES or not token.isprintable():
        assert found is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdefghijkl"), st.sampled_from([True, True, False]), st.booleans()
        ),
        max_size=30,
    )
)
def test_what_was_begun_waits_its_turn_and_the_state_survives(
    entered: list[tuple[str, bool, bool]],
) -> None:
    state = State()
    for name, answered, left in entered:
        before = [each.name for each in state.stack if each.answers]
        gone = state.enter(name, "")
        frame = state.frame
        assert frame is not None
        assert frame.name == name
        assert len(state.stack) <= MAX_WAITING + 1
        assert len({each.name for each in state.stack}) == len(state.stack)
        kept = [each.name for each in state.stack[:-1]]
        assert kept == [each for each in before if each != name][-MAX_WAITING:]
        assert ([gone.name] if gone else []) == [
            each for each in before if each not in (name, *kept)
        ]  # none goes unnamed
        if answered:
            frame.answers["key"] = name
        state.asked = Asked(1, "key", [None, name], ["ans:1:0"])
        state = State.from_json(json.loads(json.dumps(state.to_json())))
        if left:
            state.leave()
            assert state.asked is None
