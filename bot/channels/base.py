"""The port every channel fits: what comes in, what goes out, and how a send can fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from casework.channels import ChannelFacts
from locales import Message, _, translate
from talk.input import Input

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.types import ASGIApp

    from bot.settings import Settings
    from storage.database import Database


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as it came in.

    `key` identifies the delivery within the channel (a second one with the same key is dropped);
    `address` is the chat (Telegram chat id, WeCom user id, web chat id); `name` and `language` are
    what the platform says of the sender, if anything.
    """

    channel: str
    address: str
    key: str
    input: Input
    sent_at: datetime | None = None
    name: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message in the reader's words, ready for a platform.

    `id` is the outbox row's. `buttons` are (token, label) pairs in reading order; `listed` says
    that the choices are already in the text as a numbered list, so a channel that cannot show that
    many buttons may leave them out. `photos` are files on this machine (public copies, JPEG).
    `replaces` is the platform's id of an earlier message that this one should take the place of,
    where the platform can edit.
    """

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    photos: tuple[Path, ...] = ()
    replaces: str | None = None
    language: str = "zh_CN"
    extra: dict[str, Any] = field(default_factory=dict)


def leave_out(out: Outgoing, photos: int) -> Outgoing:
    """Return the message with a line that says how many of its photos the platform refused."""
    if not photos:
        return out
    note = _(
        "({count} photos cannot be shown here. They are kept: look in the web chat, or "
        "ask the office.)",
        count=photos,
    )
    return replace(out, text=f"{out.text}\n{translate(note, out.language)}".strip())


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform said yes; `reference` is its id of the message, for a later replacement."""

    reference: str = ""


class SendFailed(Exception):
    """A send did not go through; the subclass says what to do."""


class TryLater(SendFailed):
    """Refused for now: try this lane again after `seconds`; `whole_channel` stops every lane of the
    channel.
    """

    def __init__(self, reason: str, seconds: float = 1.0, *, whole_channel: bool = False) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.whole_channel = whole_channel


class InDoubt(SendFailed):
    """The platform did not answer in time and may have delivered: recorded, not repeated."""


class Undeliverable(SendFailed):
    """It can never be delivered: blocked, unknown user, refused content; `gone` says that the whole
    chat is gone.
    """

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class FetchFailed(Exception):
    """A photo cannot be had; `final` says that trying again is no use.

    Without `counts` the platform could not be asked, or would not speak with us at all: that says
    nothing of the photo.
    """

    def __init__(self, reason: str, *, final: bool, counts: bool = True) -> None:
        super().__init__(reason)
        self.final = final
        self.counts = counts


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform allows: messages a second over the whole channel, and (count, seconds)
    windows per chat.
    """

    per_second: float
    per_chat: tuple[tuple[int, float], ...] = ()
    per_group: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTraits(ChannelFacts):
    """What a channel can and does; nothing asks for its name instead.

    `page_size` choices are shown at once. `opens_again` says that each opening of the app is told
    as a start, be it only to read; `cuts_texts` that its programs cut a long text into several;
    `keeps_mailbox` that it shows what was sent from the outbox itself.
    """

    budget: Budget
    page_size: int
    opens_again: bool = False
    cuts_texts: bool = False
    keeps_mailbox: bool = False


class Channel(Protocol):
    """A platform: sends what the outbox holds and fetches the photos that messages point to."""

    traits: ChannelTraits

    def is_group(self, address: str) -> bool:
        """Tell whether the address is a group, which has its own budget."""

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Send one message; raises a SendFailed."""

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Write the photo's bytes to the file `into`, at most `limit` bytes; raises FetchFailed."""

    async def start(self) -> None:
        """Open connections, begin polling."""

    async def stop_listening(self) -> None:
        """Take no more messages; sending and fetching go on."""

    async def stop(self) -> None:
        """Stop listening and close connections: nothing is sent or fetched any more."""


@dataclass(frozen=True, slots=True)
class ChannelHost:
    """What the program offers a channel.

    `receive` returns when a message is committed and raises when it is not. `refused` counts the
    calls that were turned away, by reason. `webhooks` answer at their paths, before any routes.
    `invite` adds a way to join, a line with a {code}.
    """

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    receive: Callable[[Incoming], Awaitable[None]]
    conversations: frozenset[str]
    refused: Counter[str]
    webhooks: dict[str, ASGIApp]
    add_routes: Callable[[APIRouter], None]
    invite: Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class ChannelSetup:
    """A channel of the program's list: its traits, whether it is set up, and how it is built."""

    traits: ChannelTraits
    is_wanted: Callable[[Settings], bool]
    build: Callable[[ChannelHost], Channel]
