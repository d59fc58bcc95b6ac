"""WeCom in the program's list of channels; its library is loaded only when it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.base import Channel, ChannelHost, ChannelSetup
from bot.channels.wecom.token_store import StoredToken
from bot.channels.wecom.traits import WECOM
from bot.settings import Settings
from storage.database import Database

if TYPE_CHECKING:
    from bot.channels.wecom.client import WeComClient


def build_wecom(host: ChannelHost) -> Channel:
    """Return the channel, its callback answered."""
    from bot.channels.wecom.callback import CallbackKeys, wecom_callback
    from bot.channels.wecom.channel import WeComChannel

    settings = host.settings
    channel = WeComChannel(build_client(settings, host.database, host.clock), clock=host.clock)
    keys = CallbackKeys(
        settings.wecom_corp_id,
        settings.wecom_token.get_secret_value(),
        settings.wecom_aes_key.get_secret_value(),
    )
    host.add_routes(
        wecom_callback(channel, keys, host.receive, clock=host.clock, refused=host.refused)
    )
    return channel


def build_client(
    settings: Settings, database: Database, clock: Callable[[], datetime]
) -> WeComClient:
    """Return a client for WeCom's API; its token is kept in the database."""
    from bot.channels.wecom.client import WeComClient

    return WeComClient(
        settings.wecom_api_base,
        settings.wecom_corp_id,
        settings.wecom_secret.get_secret_value(),
        settings.wecom_agent_id or 0,
        StoredToken(database, f"wecom {settings.wecom_corp_id} {settings.wecom_agent_id}"),
        clock=clock,
    )


WECOM_SETUP = ChannelSetup(WECOM, lambda settings: settings.has_wecom, build_wecom)
