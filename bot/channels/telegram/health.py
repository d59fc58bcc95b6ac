"""Ask Telegram whether it calls the address that is set: a webhook it refused leaves the bot deaf
and looking well.
"""

from __future__ import annotations

import httpx  # not the sending client: its threads may abort a command that ends right after it

from bot.channels.telegram.api import base_of
from bot.channels.telegram.channel import full_webhook
from bot.settings import Settings
from locales import Message, _

ANSWER_SECONDS = 10.0


async def check_webhook(settings: Settings) -> list[Message]:
    """Return a sentence when Telegram does not call TELEGRAM_WEBHOOK_URL; when it cannot be asked
    there is nothing to say.
    """
    base, wanted = base_of(settings.telegram_base_url), full_webhook(settings.telegram_webhook_url)
    url = f"{base}/bot{settings.telegram_token.get_secret_value()}/getWebhookInfo"
    try:
        async with httpx.AsyncClient(
            proxy=settings.telegram_proxy or None, timeout=ANSWER_SECONDS
        ) as client:
            now = (await client.get(url)).json()["result"]["url"]
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return []
    if now == wanted:
        return []
    deaf = _(
        "{setting}: Telegram does not call {url}. Nothing that people write arrives; the "
        "log says why."
    )
    return [deaf.given(setting="TELEGRAM_WEBHOOK_URL", url=wanted)]
