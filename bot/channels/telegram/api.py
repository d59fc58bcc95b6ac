"""The Bot of python-telegram-bot on our connections: settings checked, updates asked for one by
one, files to the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import Bot, Update
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.parsing import UNREADABLE, is_whole, parse_update, read_json
from bot.channels.telegram.transport import NoAnswer, PlainRequest, PollingRequest
from bot.channels.telegram.updates import ALLOWED_UPDATES

OFFICIAL = "https://api.telegram.org"


def base_of(base_url: str) -> str:
    """Return the address of the Bot API server, the official one for none, without the "bot" of a
    bot's address.
    """
    return (base_url or OFFICIAL).rstrip("/").removesuffix("/bot")


class TelegramApi:
    """`bot` at `base_url` (api.telegram.org or a self-hosted server), through `proxy` if given."""

    def __init__(
        self,
        token: str,
        base_url: str = "",
        proxy: str = "",
        *,
        connect_seconds: float = 5.0,
        answer_seconds: float = 20.0,
    ) -> None:
        base = base_of(base_url)
        self.is_self_hosted = base != OFFICIAL
        self.request = PlainRequest(
            token, proxy, connect_seconds=connect_seconds, answer_seconds=answer_seconds
        )
        self.polling = PollingRequest(
            token, proxy, connect_seconds=connect_seconds, answer_seconds=answer_seconds
        )
        self.bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self.request,
            get_updates_request=self.polling,
        )

    async def call(self, method: str, given: dict[str, Any]) -> Any:
        """Make a call with JSON as the Bot API has it and return its result so; raises the
        library's errors.

        With twelve buttons, `send_message` and its typed objects cost 300 microseconds more than
        this.
        """
        return await self.request.call(f"{self.bot.base_url}/{method}", given)

    async def get_updates(self, offset: int, limit: int, wait: float) -> Sequence[Update]:
        """Return the next updates, waiting `wait` seconds for the first; one that cannot be read
        comes without its content.
        """
        try:
            return await self.bot.get_updates(
                offset=offset,
                limit=limit,
                timeout=int(wait),
                allowed_updates=ALLOWED_UPDATES,
                read_timeout=10,
            )
        except UNREADABLE:
            answered = read_json(self.polling.answer).get("result")
            if not isinstance(answered, list):
                raise NoAnswer("getUpdates answers with a list") from None
            return [parse_update(update) for update in answered if _has_number(update)]

    async def download(self, path: str, into: Path, limit: int) -> None:
        """Write the file at `path` (from getFile) to the file `into`.

        Raises TooMuch, NeverLeft or NoAnswer.
        """
        files = self.bot.base_file_url
        await self.request.download(
            path if path.startswith(files) else f"{files}/{path}", into, limit
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.polling.shutdown()
        await self.request.shutdown()


def _has_number(update: object) -> bool:
    return isinstance(update, dict) and is_whole(update.get("update_id"))


def wait_of(error: TelegramError) -> float | None:
    """Return for how many seconds the Bot API asks to be left alone, None when it does not."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
