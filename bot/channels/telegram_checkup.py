"""Ask Telegram whether it calls the address that is set: a webhook it refused leaves the bot deaf and looking well."""

from __future__ import annotations

from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram import full_webhook
from bot.channels.telegram_api import TelegramApi
from bot.settings import Settings
from locales import Message, _


async def check_webhook(settings: Settings) -> list[Message]:
    """Return a sentence when Telegram does not call TELEGRAM_WEBHOOK_URL; when it cannot be asked there is nothing to say."""
    api = TelegramApi(settings.telegram_token.get_secret_value(), settings.telegram_base_url, settings.telegram_proxy)
    wanted = full_webhook(settings.telegram_webhook_url)
    try:
        now: dict[str, Any] = await api.call("getWebhookInfo", {})
    except TelegramError:
        return []
    finally:
        await api.close()
    if now.get("url") == wanted:
        return []
    deaf = _("{setting}: Telegram does not call {url}. Nothing that people write arrives; the log says why.")
    return [deaf.given(setting="TELEGRAM_WEBHOOK_URL", url=wanted)]
