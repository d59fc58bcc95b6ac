"""A chat's state: what waits, what it holds, and how it is stored."""

from __future__ import annotations

import json

from talk.state import MAX_WAITING, Asked, Frame, State


def _holding(name: str, *ids: int) -> Frame:
    return Frame(name, partial={"photos": {"ids": list(ids), "caption": ""}})


def test_what_is_stored_is_read() -> None:
    frame = Frame("report", "3", {"unit": 4, "photos": {"ids": [1], "caption": "x"}}, {}, True)
    asked = Asked(9, "kind", ["late"], ["x"], counter=True, since=8, files=True, replaces="counter")
    state = State(9, [_holding("complain", 2), frame], asked, cut_at=5)
    assert State.from_json(json.loads(json.dumps(state.to_json())), 9) == state


def test_a_chat_in_which_nothing_is_begun_stores_nothing() -> None:
    assert State(7).to_json() == {}
    assert State.from_json({}, 7) == State(7)


def test_what_was_only_opened_does_not_wait() -> None:
    state = State()
    state.enter("menu", "")
    state.enter("report", "")
    assert [frame.name for frame in state.stack] == ["report"]


def test_coming_back_finds_what_was_given() -> None:
    state = State(stack=[_holding("report", 1)])
    state.enter("menu", "")
    state.enter("report", "")
    assert state.pictures() == {1}


def test_of_too_many_the_oldest_with_the_least_is_dropped() -> None:
    waiting = [_holding(str(place), place) for place in range(MAX_WAITING + 1)]
    waiting[0].partial["photos"]["ids"].append(99)
    state = State(stack=list(waiting))
    assert state.enter("menu", "") is waiting[1]
    assert len(state.stack) == MAX_WAITING + 1


def test_pictures_that_were_not_taken_are_forgotten() -> None:
    state = State(stack=[_holding("report", 1, 2, 3)])
    state.forget_pictures({2})
    assert state.collections() == [[1, 3]]


def test_the_last_answer_can_be_taken_back_and_a_collection_goes_on() -> None:
    frame = Frame("report", answers={"photos": {"ids": [1], "caption": ""}, "unit": 4})
    assert frame.forget_last()
    assert frame.forget_last()
    assert (frame.answers, frame.partial) == ({}, {"photos": {"ids": [1], "caption": ""}})
    assert not frame.forget_last()


def test_a_question_asked_anew_is_the_same() -> None:
    assert Asked(9, "kind", since=7).is_asked_as(8)
    assert not Asked(9, "kind", since=7).is_asked_as(6)
