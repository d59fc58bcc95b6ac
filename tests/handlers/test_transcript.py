"""A transcript compares all of a conversation, but for the lists that it leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.transcript import converse, matches

ANSWER = "a < What was it? / Phones / Absence / Which one? [Phones] [Absence] [Back] [Cancel]"


class Talkative:
    """A town where every message is answered by the same."""

    def play(self, script: str) -> str:
        return f"{script}\n{ANSWER}\nb < News."


TALKATIVE: Any = Talkative()


@pytest.mark.parametrize(
    "wanted",
    [
        ANSWER,
        "a < What was it? / … / Which one? [Phones] [Absence] [Back] [Cancel]",
        "a < What was it? / … [Phones] […] [Cancel]",
        "a < What was it? / Phones / … / Absence / Which one? […]",
        "a < What was it? / … / Which one? [Phones] […] [Absence] [Back] [Cancel]",
    ],
    ids=["whole", "lines", "both", "no lines", "no buttons"],
)
def test_a_list_left_out_may_be_anything(wanted: str) -> None:
    assert matches(wanted, ANSWER)


@pytest.mark.parametrize(
    "wanted",
    [
        "a < What was it? / … [Phones] [Absence] [Back]",
        "a < What was it? / … / Absence [Phones] […]",
        "a < What was it? / … / Which [Phones] […]",
        "a < … [Phones] [Absence] [Back] [Cancel]",
        "a < What was it? / Phones… [Phones] [Absence] [Back] [Cancel]",
        "a < What was it? / … / Which one? […] [Phones] [Back] [Cancel]",
        "b < What was it? / … […]",
    ],
)
def test_what_is_written_stands_as_it_is(wanted: str) -> None:
    assert not matches(wanted, ANSWER)


def test_a_transcript_leaves_out_its_lists() -> None:
    converse(
        TALKATIVE,
        """
        a > hello
        a < What was it?
            …
            Which one?
            [Phones] […] [Cancel]
        b < News.
        """,
    )


def test_a_message_too_few_is_seen() -> None:
    with pytest.raises(AssertionError):
        converse(
            TALKATIVE,
            """
            a > hello
            a < What was it?
                …
                […]
            """,
        )
