"""What a person can send, whatever the platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Typed text, as it came; `reply_to` is the platform's id of the message it answers, "" for
    none.
    """

    text: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button; `token` is what the button carried (see talk.token)."""

    token: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that was accepted and is yet to be fetched; `source` says to the channel where it
    lies.

    `album` groups pictures that were sent together; `evidence` is set by bot.inbound when it has
    recorded the picture.
    """

    source: dict[str, Any]
    caption: str = ""
    album: str | None = None
    size: int | None = None
    evidence: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A document that was accepted and is yet to be fetched; `name` is the sender's name for it,
    `size` in bytes if known.
    """

    source: dict[str, Any]
    name: str
    size: int | None = None
    evidence: int | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place the device reported, in degrees (WGS 84)."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The chat was opened; `code` came with a deep link: an invitation, a unit's QR code, or
    nothing.

    `at_entrance` says that the browser's entrance opened it, with a chat of its own for the code.
    """

    code: str = ""
    at_entrance: bool = False


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something Mingcha does not take, or that only happened to the chat.

    `what` is one of: voice, video, sticker, file, too_large, edited, deleted, contact, group,
    blocked, unblocked, other.
    """

    what: str


Input = Words | Tap | Photo | File | Place | Start | Unusable
