"""Where a chat's conversation stands: the answers given so far and the question that waits, kept as
one JSON row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 8  # conversations that may wait behind the one that talks

# What is held back for a moment, since more of the same may follow: the pictures of an album, the
# pieces of a long text.
ADDED, REFUSED, CUT = "added", "refused", "cut"


@dataclass(slots=True)
class Frame:
    """One conversation: its name, what it is about, its answers in the order given, and a
    half-given answer.

    `recalled` says that it was interrupted and its question has been asked again since: once is
    enough.
    """

    name: str
    argument: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    partial: dict[str, Any] = field(default_factory=dict)
    recalled: bool = False

    @property
    def given(self) -> int:
        """How many answers, pictures and words it holds; 0 for one that was only opened."""
        sets = [
            each
            for each in (*self.answers.values(), *self.partial.values())
            if isinstance(each, dict)
        ]
        return len(self.answers) + sum(
            len(each.get("ids", ())) + bool(each.get("caption")) for each in sets
        )

    def partial_collections(self) -> list[list[int]]:
        """Return the ids of the pictures and documents of its half-given answers."""
        return _collected(self.partial)

    def forget_last(self) -> bool:
        """Take back the answer given last, False when there is none; what was collected bit by bit
        is kept, to be added to.
        """
        if not self.answers:
            return False
        key, answer = self.answers.popitem()
        if isinstance(answer, dict):
            self.partial[key] = answer
        else:
            self.partial.pop(key, None)
        return True


def _collected(answers: Mapping[str, Any]) -> list[list[int]]:
    return [
        value["ids"] for value in answers.values() if isinstance(value, dict) and "ids" in value
    ]


@dataclass(slots=True)
class Asked:
    """The question that waits: its number in this chat, its key, what its choices stand for, and
    the buttons shown, in order.
    """

    serial: int
    key: str
    values: list[Any] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    counter: bool = False  # what was said counts pictures and is held back for a moment
    since: int = 0  # the number under which it was first asked, without another question in between
    files: bool = False  # documents are an answer
    replaces: str = ""  # the key under which what was said gives way to what is said next

    def __post_init__(self) -> None:
        self.since = self.since or self.serial

    def is_asked_as(self, serial: int) -> bool:
        """Tell whether a button of question `serial` belongs to this one: it may have been asked
        anew, word for word.
        """
        return self.since <= serial <= self.serial


@dataclass(slots=True)
class State:
    """A chat's whole state; the last frame of `stack` is the one that talks, those before it wait
    for it to end.
    """

    serial: int = 0
    stack: list[Frame] = field(default_factory=list)
    asked: Asked | None = None
    cut_at: int | None = (
        # when words came that were too long, in seconds since 1970; only until the next message
        None
    )

    @property
    def frame(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def enter(self, name: str, argument: str) -> Frame | None:
        """Start a conversation or come back to it; one that is left with something given waits for
        its turn.

        When too many wait, the one of which least was given has to go, the oldest of such: it is
        returned, to be named.
        """
        same = (each for each in self.stack if (each.name, each.argument) == (name, argument))
        frame = next(same, None) or Frame(name, argument)
        begun = [each for each in self.stack if each is not frame and each.given]
        gone = min(begun, key=lambda each: each.given) if len(begun) > DEEPEST else None
        self.stack = [*(each for each in begun if each is not gone), frame]
        return gone

    def leave(self) -> None:
        """End the conversation that talks."""
        self.asked = None
        if self.stack:
            self.stack.pop()

    def collections(self) -> list[list[int]]:
        """Return the ids of the pictures and documents that the conversations hold, answer by
        answer.
        """
        return [
            ids
            for each in self.stack
            for ids in (*_collected(each.answers), *_collected(each.partial))
        ]

    def pictures(self) -> set[int]:
        """Return the ids of all pictures and documents that the conversations hold."""
        return {each for ids in self.collections() for each in ids}

    def forget_pictures(self, gone: Collection[int]) -> None:
        """Take out pictures that were not taken: what is counted is what will be sent."""
        for ids in self.collections():
            ids[:] = [each for each in ids if each not in gone]

    def to_json(self) -> dict[str, Any]:
        """Return the state as it is stored; `serial` is stored beside it."""
        stored: dict[str, Any] = {}
        if self.cut_at is not None:
            stored["cut_at"] = self.cut_at
        if self.stack:
            stored["stack"] = [
                [
                    each.name,
                    each.argument,
                    list(each.answers.items()),
                    each.partial,
                    *([True] if each.recalled else []),
                ]
                for each in self.stack
            ]
        if self.asked:
            asked = self.asked
            stored["asked"] = [
                asked.serial,
                asked.key,
                asked.values,
                asked.tokens,
                asked.counter,
                asked.since,
                asked.files,
                *([asked.replaces] if asked.replaces else []),
            ]
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any], serial: int = 0) -> State:
        """Return the state that `to_json` wrote; {} where nothing is begun.

        `serial` is the chat's last question; it outlives what was begun.
        """
        rows = stored.get("stack", ())
        frames = [
            Frame(name, about, dict(answers), dict(partial), *recalled)
            for name, about, answers, partial, *recalled in rows
        ]
        asked = Asked(*stored["asked"]) if "asked" in stored else None
        return cls(serial, frames, asked, stored.get("cut_at"))
