"""Long polling: asks for updates, hands them over, and tells Telegram only of those that were
committed.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.api import TelegramApi, wait_of
from bot.channels.telegram.parsing import is_whole
from bot.channels.telegram.updates import chat_of

log = structlog.get_logger(__name__)

MAX_PAUSE_SECONDS = 30.0  # seconds between two tries
MAX_UPDATES = 100  # updates in one answer
FINISH_SECONDS = 10.0  # seconds that updates being handed over get when the program stops


class Polling:
    """One long poll after the other; `take` returns when an update is committed and raises when it
    is not.
    """

    def __init__(
        self,
        api: TelegramApi,
        take: Callable[[Update], Awaitable[None]],
        *,
        poll_seconds: float = 50,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._api = api
        self._take = take
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._chance = chance
        self._offset = 0
        self._committed: set[int] = set()  # beyond the offset, because one before them was not
        self._handing_over = asyncio.Lock()

    async def run(self) -> None:
        """Poll until cancelled."""
        failures = 0
        while True:
            try:
                updates = await self._ask()
                async with self._handing_over:
                    complete = await self.hand_over(updates)
                failures = 0 if complete else failures + 1
                wait = None
            except TelegramError as error:
                failures += 1
                wait = wait_of(error)
                self._report(error, failures)
            except Exception:  # a bot that stopped listening looks like one that has nothing to do
                failures += 1
                wait = None
                log.exception("telegram.polling_broke")
            if failures:
                await self._sleep(wait if wait is not None else self._pause(failures))

    async def finish(self, running: asyncio.Task[None]) -> None:
        """Stop the task that runs this; what is being handed over may end first."""
        try:
            async with asyncio.timeout(FINISH_SECONDS), self._handing_over:
                running.cancel()
        except TimeoutError:
            running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def hand_over(self, updates: Sequence[Update]) -> bool:
        """Hand the updates on, chats side by side, each chat in order, and move the offset past
        those committed in a row.
        """
        chats: dict[str, list[Update]] = defaultdict(list)
        for update in updates:
            chats[chat_of(update)].append(update)
        await asyncio.gather(*map(self._hand_over_chat, chats.values()))
        complete = True
        for update in updates:
            number = update.update_id
            if number not in self._committed:
                complete = False
                break
            self._committed.discard(number)
            self._offset = number + 1
        return complete

    async def _ask(self) -> list[Update]:
        # Some may still wait for another try.
        wait = 0 if self._committed else self._poll_seconds
        updates = await self._api.get_updates(self._offset, MAX_UPDATES, wait)
        return [update for update in updates if is_whole(update.update_id)]

    async def _hand_over_chat(self, updates: list[Update]) -> None:
        for update in updates:
            number = update.update_id
            if number in self._committed:
                continue
            try:
                await self._take(update)
            except Exception:  # whatever it was, the update is not committed and has to come again
                log.exception("telegram.update_not_recorded", update_id=number)
                return
            self._committed.add(number)

    def _pause(self, failures: int) -> float:
        longest = min(MAX_PAUSE_SECONDS, 0.5 * 2.0 ** min(failures, 10))
        return longest * (0.5 + self._chance() / 2)

    def _report(self, error: TelegramError, failures: int) -> None:
        if isinstance(error, Conflict):
            log.error(
                "telegram.conflict",
                hint="another program polls with this token, or a webhook is set",
                error=str(error),
            )
        elif isinstance(error, InvalidToken):
            log.error("telegram.token_refused", hint="check TELEGRAM_TOKEN", error=str(error))
        else:
            log.warning("telegram.polling_failed", failures=failures, error=str(error))
