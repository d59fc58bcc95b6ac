"""Telegram in the program's list of channels; its library is loaded only when it is wanted."""

from __future__ import annotations

from bot.channels.base import Channel, ChannelHost, ChannelSetup
from bot.channels.telegram.traits import TELEGRAM
from locales import _


def build_telegram(host: ChannelHost) -> Channel:
    """Return the channel; with an address for it, its webhook is answered."""
    from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel
    from bot.channels.telegram.webhook import TelegramWebhook

    settings = host.settings
    channel = TelegramChannel(
        settings.telegram_token.get_secret_value(),
        host.receive,
        base_url=settings.telegram_base_url,
        proxy=settings.telegram_proxy,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        conversations=host.conversations,
    )
    channel.refused = host.refused
    channel.introduced = lambda username: host.invite(
        _("Telegram: https://t.me/{bot}?start={code}", bot=username)
    )
    if settings.telegram_webhook_url:
        host.webhooks[WEBHOOK_PATH] = TelegramWebhook(channel)
    return channel


TELEGRAM_SETUP = ChannelSetup(TELEGRAM, lambda settings: settings.has_telegram, build_telegram)
