"""What is said of a draft with the refusal of one of its photos."""

from __future__ import annotations

import pytest

from bot.media.drafts import left_without
from locales import ChoiceButton, _, translate
from storage.database import Database
from storage.evidence.fetching import Left
from storage.tables import Chat, Evidence
from talk.state import Asked, Frame, State
from tests.town import MONDAY


class Draft:
    """A chat whose draft holds two pictures, of which the first is refused."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            chat = Chat(channel="web", address="ann", seen_at=MONDAY, window_at=MONDAY)
            session.add(chat)
            session.flush()
            self.chat_id = chat.id or 0
            pieces = [
                Evidence(chat_id=chat.id, source={}, not_before=MONDAY, received_at=MONDAY)
                for _each in range(2)
            ]
            session.add_all(pieces)
            session.flush()
            self.refused, self.kept = (piece.id or 0 for piece in pieces)

    def holds(self, *ids: int, asked: Asked | None) -> None:
        """Let the report hold these, with this question open."""
        held = {"photos": {"ids": list(ids), "caption": ""}}
        counted = asked is not None and asked.counter
        frame = Frame("report", partial=held) if counted else Frame("report", answers=held)
        with self.database.write() as session:
            session.get_one(Chat, self.chat_id).state = State(1, [frame], asked).to_json()

    def left(self) -> Left | None:
        with self.database.write() as session:
            return left_without(session, self.refused)


@pytest.fixture
def draft(sqlite_database: Database) -> Draft:
    return Draft(sqlite_database)


def said(left: Left | None) -> str:
    assert left is not None
    return translate(left.text, "en")


def counting(values: list[str], *, files: bool = False) -> Asked:
    """Return the question that counts what is sent."""
    return Asked(7, "photos", list(values), counter=True, files=files)


def test_the_question_that_counts_says_the_new_number_with_its_button(draft: Draft) -> None:
    draft.holds(draft.refused, draft.kept, asked=counting(["done"]))
    left = draft.left()
    assert said(left) == "Photos received: 1. Send more, or tap Done."
    assert left is not None
    assert (left.buttons, left.conversation) == ((ChoiceButton(_("Done"), 7, 0),), "report")


def test_without_a_button_it_has_none_and_of_files_it_speaks_of_files(draft: Draft) -> None:
    draft.holds(draft.refused, draft.kept, asked=counting([], files=True))
    left = draft.left()
    assert said(left) == "Files received: 1. Send more, or tap Done."
    assert left is not None
    assert left.buttons == ()


def test_nothing_left_is_asked_for_again(draft: Draft) -> None:
    draft.holds(draft.refused, asked=counting(["done"]))
    assert said(draft.left()) == "Nothing is kept so far. Please send it again."


def test_what_was_refused_before_is_not_counted(draft: Draft) -> None:
    with draft.database.write() as session:
        session.get_one(Evidence, draft.kept).state = "lost"
    draft.holds(draft.refused, draft.kept, asked=counting(["done"]))
    assert said(draft.left()) == "Nothing is kept so far. Please send it again."


@pytest.mark.parametrize("asked", [None, Asked(8, "unit")])
def test_after_the_counting_the_number_in_the_draft_is_said(
    draft: Draft, asked: Asked | None
) -> None:
    draft.holds(draft.refused, draft.kept, asked=asked)
    left = draft.left()
    assert said(left) == "Photos and files in your draft: 1."
    assert left is not None
    assert (left.buttons, left.held) == ((), "")


def test_of_what_no_draft_holds_nothing_is_said(draft: Draft) -> None:
    draft.holds(draft.kept, asked=counting(["done"]))
    assert draft.left() is None


def test_of_a_picture_without_a_chat_nothing_is_said(draft: Draft) -> None:
    draft.holds(draft.refused, asked=counting(["done"]))
    with draft.database.write() as session:
        session.get_one(Evidence, draft.refused).chat_id = None
    assert draft.left() is None
    with draft.database.write() as session:
        assert left_without(session, 404) is None
