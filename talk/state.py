"""Where a chat's conversations stand, kept as JSON: answers, and the question that waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

MAX_WAITING = 8  # conversations behind the one that talks

# What is held back for a moment, since more of the same may follow: the pictures of an album, the
# pieces of a long text.
ADDED, REFUSED, CUT = "added", "refused", "cut"


@dataclass(slots=True)
class Frame:
    """One conversation: its name, what it is about, its answers in order, and half-given ones.

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
        count = len(self.answers)
        for answer in (*self.answers.values(), *self.partial.values()):
            if isinstance(answer, dict):
                count += len(answer.get("ids", ()))
                if answer.get("caption"):
                    count += 1
        return count

    def collections(self) -> list[list[int]]:
        """Return the ids of the pictures and documents of its answers, answer by answer."""
        return _collected((*self.answers.values(), *self.partial.values()))

    def partial_collections(self) -> list[list[int]]:
        """Return the ids of the pictures and documents of its half-given answers."""
        return _collected(self.partial.values())

    def forget_last(self) -> bool:
        """Take back the last answer, False when there is none; a collection stays half-given."""
        if not self.answers:
            return False
        key, answer = self.answers.popitem()
        if isinstance(answer, dict):
            self.partial[key] = answer
        else:
            self.partial.pop(key, None)
        return True


def _collected(answers: Iterable[Any]) -> list[list[int]]:
    return [answer["ids"] for answer in answers if isinstance(answer, dict) and "ids" in answer]


@dataclass(slots=True)
class Asked:
    """The question that waits: its number in this chat, its key, its choices and their buttons."""

    serial: int
    key: str
    values: list[Any] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    counter: bool = False  # what was said counts pictures and is held back for a moment
    since: int = 0  # its number when it was first asked, without another question in between
    files: bool = False  # documents are an answer
    replaces: str = ""  # the key under which what was said gives way to what is said next

    def __post_init__(self) -> None:
        self.since = self.since or self.serial

    def is_asked_as(self, serial: int) -> bool:
        """Tell whether question `serial` is this one, perhaps before it was asked anew."""
        return self.since <= serial <= self.serial


@dataclass(slots=True)
class State:
    """A chat's whole state; the last frame of `stack` talks, those before it wait for its end."""

    serial: int = 0
    stack: list[Frame] = field(default_factory=list)
    asked: Asked | None = None
    # when words came that were too long, in seconds since 1970; only until the next message
    cut_at: int | None = None

    @property
    def frame(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def enter(self, name: str, argument: str) -> Frame | None:
        """Start a conversation or come back to it; one that is left with something given waits.

        When too many wait, the one of which least was given is dropped, the oldest of such: it is
        returned, to be named.
        """
        entered = Frame(name, argument)
        begun = []
        for frame in self.stack:
            if (frame.name, frame.argument) == (name, argument):
                entered = frame
            elif frame.given:
                begun.append(frame)
        dropped = None
        if len(begun) > MAX_WAITING:
            dropped = min(begun, key=lambda frame: frame.given)
            begun = [frame for frame in begun if frame is not dropped]
        self.stack = [*begun, entered]
        return dropped

    def leave(self) -> None:
        """End the conversation that talks."""
        self.asked = None
        if self.stack:
            self.stack.pop()

    def collections(self) -> list[list[int]]:
        """Return the ids of the pictures and documents that the conversations hold, by answer."""
        found = []
        for frame in self.stack:
            found += frame.collections()
        return found

    def pictures(self) -> set[int]:
        """Return the ids of all pictures and documents that the conversations hold."""
        held: set[int] = set()
        for frame in self.stack:
            for ids in frame.collections():
                held.update(ids)
        return held

    def forget_pictures(self, gone: Collection[int]) -> None:
        """Take out pictures that were not taken: what is counted is what will be sent."""
        for ids in self.collections():
            ids[:] = [picture for picture in ids if picture not in gone]

    def to_json(self) -> dict[str, Any]:
        """Return the state as it is stored; `serial` is stored beside it."""
        stored: dict[str, Any] = {}
        if self.cut_at is not None:
            stored["cut_at"] = self.cut_at
        if self.stack:
            stored["stack"] = [_frame_to_json(frame) for frame in self.stack]
        if self.asked is not None:
            stored["asked"] = _asked_to_json(self.asked)
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


def _frame_to_json(frame: Frame) -> list[Any]:
    stored: list[Any] = [frame.name, frame.argument, list(frame.answers.items()), frame.partial]
    if frame.recalled:
        stored.append(True)
    return stored


def _asked_to_json(asked: Asked) -> list[Any]:
    stored: list[Any] = [
        asked.serial,
        asked.key,
        asked.values,
        asked.tokens,
        asked.counter,
        asked.since,
        asked.files,
    ]
    if asked.replaces:
        stored.append(asked.replaces)
    return stored
