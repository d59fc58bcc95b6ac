"""The commands of people about their chats: join, invite, unbind, change the language."""

from __future__ import annotations

from dataclasses import dataclass

TO_JOIN = "join"
OWN_BROWSER = "web"


@dataclass(frozen=True, slots=True)
class Join:
    """The chat shows an invitation code, perhaps at the browser's entrance."""

    code: str
    at_entrance: bool = False


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation for a person of the roster: TO_JOIN, or a link for OWN_BROWSER."""

    person: int
    purpose: str = TO_JOIN


@dataclass(frozen=True, slots=True)
class AgreeToInvite:
    """Another wants the invitation, too; `invitation` is its id."""

    invitation: int


@dataclass(frozen=True, slots=True)
class Unbind:
    """A chat is not its person's any more; `chat` is its id."""

    chat: int


@dataclass(frozen=True, slots=True)
class SpeakLanguage:
    """The chat's language."""

    language: str


@dataclass(frozen=True, slots=True)
class SettleRole:
    """One of two people wants that somebody gets a role that only two can give, or refuses it."""

    proposal: int
    agreed: bool
