"""The commands of people about their chats: join, invite, unbind, change the language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Join:
    """The chat shows an invitation code."""

    code: str


@dataclass(frozen=True, slots=True)
class Invite:
    """An administrator makes an invitation for a person of the roster; `purpose` is join or web."""

    person: int
    purpose: str = "join"


@dataclass(frozen=True, slots=True)
class Unbind:
    """A chat is not its person's any more; `chat` is its id."""

    chat: int


@dataclass(frozen=True, slots=True)
class SpeakLanguage:
    """The chat's language."""

    language: str
