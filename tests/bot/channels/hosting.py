"""A program for the channels of the tests: it offers what the real one does, and keeps what it
gets.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from bot.channels.base import ChannelHost, Incoming
from bot.settings import read_settings
from locales import Message
from storage.database import Database
from tests.town import Clock


@dataclass
class Hosting:
    """What the channels gave to the program."""

    came: list[Incoming] = field(default_factory=list)
    routers: list[APIRouter] = field(default_factory=list)
    invitations: list[Message] = field(default_factory=list)

    async def receive(self, incoming: Incoming) -> None:
        """Keep what came in."""
        self.came.append(incoming)

    def host(self, database: Database, **settings: Any) -> ChannelHost:
        """Return the program with these settings."""
        return ChannelHost(
            settings=read_settings(_env_file=None, secret_key="k" * 32, **settings),
            database=database,
            clock=Clock(),
            receive=self.receive,
            conversations=frozenset({"menu"}),
            refused=Counter(),
            webhooks={},
            add_routes=self.routers.append,
            invite=self.invitations.append,
        )
