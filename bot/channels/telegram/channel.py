"""Telegram: updates in by polling or webhook, messages out through the Bot API."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from telegram import BotCommand, Update, User
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.base import Incoming, Outgoing, Sent
from bot.channels.telegram.api import TelegramApi, wait_of
from bot.channels.telegram.parsing import MalformedUpdate, parse_update
from bot.channels.telegram.plain_updates import read_quickly
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.sending import TelegramSending
from bot.channels.telegram.traits import TELEGRAM
from bot.channels.telegram.updates import (
    ALLOWED_UPDATES,
    CONVERSATIONS,
    MAX_FILE_BYTES,
    callback_id,
    read_unreadable,
    read_update,
)
from bot.settings import WrongSettings
from locales.message import Message, _
from locales.translate import translate

log = structlog.get_logger(__name__)

_Result = TypeVar("_Result")

COMMANDS: tuple[tuple[str, Message], ...] = (
    ("menu", _("What can I do here?")),
    ("report", _("Report a finding (inspectors)")),
    ("complain", _("File a complaint")),
    ("tickets", _("My tickets and how they stand")),
    ("inbox", _("What waits for the office")),
    ("unit", _("My unit's tickets")),
    ("back", _("One question back")),
    ("cancel", _("Stop and drop what I started")),
    ("language", _("中文 / English")),
    ("help", _("Help")),
)
WEBHOOK_PATH = "/telegram/webhook"
_MENDING_SECONDS = 600.0  # what was refused as wrong has to be mended first


class TelegramChannel:
    """The channel `telegram`; `receive` returns when a message is committed and raises when it is
    not.
    """

    traits = TELEGRAM

    def __init__(
        self,
        token: str,
        receive: Callable[[Incoming], Awaitable[None]],
        *,
        base_url: str = "",
        proxy: str = "",
        webhook_url: str = "",
        webhook_secret: str = "",
        connect_seconds: float = 5.0,
        answer_seconds: float = 20.0,
        poll_seconds: float = 50.0,
        conversations: frozenset[str] = CONVERSATIONS,
    ) -> None:
        self.webhook_url = full_webhook(webhook_url)
        self.webhook_secret = webhook_secret
        self.username = ""
        # Called when our name is learnt, be it late.
        self.introduced: Callable[[str], None] = lambda _username: None
        # Webhook calls refused and updates that could not be read, by reason.
        self.refused: Counter[str] = Counter()
        self._receive = receive
        self._conversations = conversations  # the names that are commands
        self._api = TelegramApi(
            token, base_url, proxy, connect_seconds=connect_seconds, answer_seconds=answer_seconds
        )
        self._largest = 1 << 62 if self._api.is_self_hosted else MAX_FILE_BYTES
        self._polling = Polling(self._api, self.take, poll_seconds=poll_seconds)
        self._sending = TelegramSending(self._api)
        self._errands: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None

    def is_group(self, address: str) -> bool:
        """Tell whether the address is a group: Telegram numbers them below zero."""
        return address.startswith("-")

    async def take(self, update: Update) -> None:
        """Hand one update on and return when it is committed; raises what `receive` raises.

        One that cannot be read is answered as such: refused, it would come again and again and keep
        its chat from going on.
        """
        try:
            incoming = read_update(update, conversations=self._conversations, largest=self._largest)
        except MalformedUpdate as error:
            self.refused["unreadable"] += 1
            log.warning("telegram.unreadable_update", update_id=update.update_id, error=str(error))
            incoming = read_unreadable(update)
        if query := callback_id(update):
            self._run_errand(self._stop_spinner(query))
        if incoming is not None:
            await self._receive(incoming)

    async def take_json(self, update: object) -> None:
        """Do the same with an update's JSON; raises MalformedUpdate besides."""
        quick = read_quickly(update, conversations=self._conversations, largest=self._largest)
        if quick is None:
            return await self.take(parse_update(update))
        incoming, query = quick
        if query is not None:
            self._run_errand(self._stop_spinner(query))
        return await self._receive(incoming)

    async def start(self) -> None:
        """Check the token and begin to listen; without a connection the trying goes on behind;
        raises WrongSettings.
        """
        try:
            self._learn_name(await self._api.bot.get_me(read_timeout=5))
        except InvalidToken as error:
            await self._api.close()
            raise WrongSettings(
                ["TELEGRAM_TOKEN: Telegram 不认得这个令牌 / Telegram does not know this token"]
            ) from error
        except TelegramError as error:
            log.warning("telegram.not_reached", error=str(error))
        self._listening = asyncio.create_task(self._listen(), name="telegram listens")

    async def stop_listening(self) -> None:
        """Let what is being handed over end, and ask for no more."""
        if self._listening is not None:
            await self._polling.finish(self._listening)
            self._listening = None

    async def stop(self) -> None:
        """Stop listening and close the connections."""
        await self.stop_listening()
        errands = list(self._errands)
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        await self._api.close()

    async def send(self, address: str, out: Outgoing) -> Sent:
        """Send one message; raises a SendFailed."""
        return await self._sending.send(address, out)

    async def fetch(self, source: dict[str, Any], into: Path, limit: int) -> None:
        """Write the photo's bytes to the file `into`, at most `limit` bytes; raises FetchFailed."""
        await self._sending.fetch(source, into, limit)

    async def _listen(self) -> None:
        """Set the webhook, or remove it and poll; a refusal or a missing network is tried again for
        as long as it takes.
        """
        bot = self._api.bot
        if self.webhook_url:
            await self._insist(
                lambda: bot.set_webhook(
                    self.webhook_url,
                    secret_token=self.webhook_secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=100,
                )
            )
        else:
            await self._insist(bot.delete_webhook)
        self._run_errand(self._introduce())
        if not self.webhook_url:
            await self._polling.run()

    async def _introduce(self) -> None:
        """Learn our name if it could not be had yet; show the commands in Chinese where Telegram is
        Chinese, else in English.
        """
        bot = self._api.bot
        if not self.username:
            self._learn_name(await self._insist(bot.get_me))
        for language, whose in (("en", None), ("zh_CN", "zh")):
            commands = [BotCommand(name, translate(says, language)) for name, says in COMMANDS]
            await self._insist(partial(bot.set_my_commands, commands, language_code=whose))

    def _learn_name(self, us: User) -> None:
        self.username = us.username or ""
        self.introduced(self.username)

    async def _insist(self, call: Callable[[], Awaitable[_Result]]) -> _Result:
        wait = 1.0
        while True:
            try:
                return await call()
            except BadRequest as error:
                hint = "check TELEGRAM_WEBHOOK_URL: until then nothing arrives that people write"
                log.error(
                    "telegram.call_refused", error=str(error), hint=hint if self.webhook_url else ""
                )
                await asyncio.sleep(_MENDING_SECONDS)
            except TelegramError as error:
                log.warning("telegram.call_failed", error=str(error))
                given = wait_of(error)
                await asyncio.sleep(given if given is not None else wait)
                wait = min(wait * 2, 60)

    async def _stop_spinner(self, query: str) -> None:
        """Tell Telegram that the tap arrived; one that came too late changes nothing."""
        try:
            await self._api.bot.answer_callback_query(query, read_timeout=10)
        except TelegramError as error:
            log.debug("telegram.tap_not_answered", error=str(error))

    def _run_errand(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def full_webhook(webhook_url: str) -> str:
    """Return the address with our path when it names only a host; a proxy in front may have a path
    of its own.
    """
    if not webhook_url or urlsplit(webhook_url).path.strip("/"):
        return webhook_url
    return webhook_url.rstrip("/") + WEBHOOK_PATH
