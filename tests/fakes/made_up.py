"""A made-up channel, as a new one would be written: what it can, and how it is built."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

from bot.channels.base import (
    Budget,
    Channel,
    ChannelHost,
    ChannelSetup,
    ChannelTraits,
    FetchFailed,
    Incoming,
    Outgoing,
    Sent,
)
from bot.settings import Settings
from casework.channels import RosterAccounts
from locales import Message
from talk.input import Input, Tap, Words

DINGDING = ChannelTraits(
    name="dingding",
    label=Message("叮叮"),
    account_label=Message("叮叮 {account}"),
    takes_files=False,
    accounts=RosterAccounts(
        channel="dingding",
        label=Message("叮叮"),
        headings=("叮叮账号", "dingding"),
        example="zhang.san",
        pattern=re.compile(r"[a-z.]+"),
        max_characters=30,
        wrong=Message("叮叮账号只能写小写字母和点。"),
    ),
    budget=Budget(per_second=1000),
    page_size=4,
    opens_again=True,
)


class SettingsWithDingding(Settings):
    """The settings with the one that the channel needs."""

    dingding_token: str = ""


class DingdingChannel:
    """Keeps what it is given; `say` and `tap` are what people do in it."""

    traits = DINGDING

    def __init__(self, host: ChannelHost) -> None:
        self.shown: list[tuple[str, Outgoing]] = []
        self._host = host
        self._keys = count()

    async def say(self, account: str, words: str) -> None:
        """Write words."""
        await self._hand_on(account, Words(words))

    async def tap(self, account: str, label: str) -> None:
        """Tap the newest button with this label."""
        buttons = [
            button for to, out in self.shown if to == account for button in reversed(out.buttons)
        ]
        token = next(token for token, shown in reversed(buttons) if shown == label)
        await self._hand_on(account, Tap(token))

    async def _hand_on(self, account: str, said: Input) -> None:
        key = f"d{next(self._keys)}"
        await self._host.receive(Incoming(self.traits.name, account, key, said, language="en"))

    def is_group(self, address: str) -> bool:
        """There are no groups."""
        return False

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Show the message."""
        self.shown.append((address, out))
        return Sent()

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """There are no photos."""
        raise FetchFailed("no photos here", final=True)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop_listening(self) -> None:
        """Nothing to hear."""

    async def stop(self) -> None:
        """Nothing to disconnect from."""


def build_dingding(host: ChannelHost) -> Channel:
    """Return the channel."""
    return DingdingChannel(host)


def _is_wanted(settings: Settings) -> bool:
    return isinstance(settings, SettingsWithDingding) and bool(settings.dingding_token)


DINGDING_SETUP = ChannelSetup(DINGDING, _is_wanted, build_dingding)
