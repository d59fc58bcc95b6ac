"""Telegram's Bot API over loopback HTTP, refusing what the real one refuses, and the platform's
side of the webhook.

What it says when it refuses follows the source of the public Bot API server and the sentences seen
in the wild.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp

from tests.fakes.telegram_http import HttpAnswer, HttpRequest, LoopbackServer, read_fields
from tests.fakes.telegram_methods import PARAMETERS, ApiError, FakeMessage, Limits, Methods
from tests.fakes.telegram_updates import Update

TOKEN = "1000:fake-token"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


NAMES = {each.lower(): each for each in PARAMETERS}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with one call: an error answer, a gateway's page, a delay, a
    connection that breaks.

    With `after` the call is carried out first and only its answer is lost.
    """

    code: int = 0
    description: str = ""
    retry_after: int | None = None
    migrate_to: int | None = None
    gateway_page: bool = False
    drop: bool = False
    after: bool = False
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came, with the moment on the fake's clock."""

    method: str
    parameters: dict[str, Any]
    at: float


@dataclass(slots=True)
class FakeTelegram:
    """The platform: `base_url` for the bot, `deliver` for what people do, `sent` for what they see,
    in order.
    """

    token: str = TOKEN
    clock: Callable[[], float] = time.monotonic
    limits: Limits = field(default_factory=Limits)
    trouble: Callable[[str], Fault | None] = lambda _method: (
        None
    )  # asked for each call that has no planned fault
    retry_pause: float = 0.05  # seconds between two deliveries to a webhook that did not say 200
    calls: list[Call] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)  # update ids
    planned: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _methods: Methods = field(init=False)
    _server: LoopbackServer = field(init=False)
    _client: aiohttp.ClientSession | None = None
    _order: dict[object, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def __post_init__(self) -> None:
        self._methods = Methods(self.clock, self.limits)
        self._server = LoopbackServer(self._answer)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def sent(self) -> list[FakeMessage]:
        return self._methods.sent

    @property
    def webhook(self) -> dict[str, Any]:
        return self._methods.webhook

    @property
    def commands(self) -> dict[str, list[dict[str, str]]]:
        """The registered commands by language code, "" for everybody else."""
        return self._methods.commands

    @property
    def answered_taps(self) -> list[str]:
        return self._methods.answered_taps

    async def start(self) -> None:
        self._client = aiohttp.ClientSession()
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()
        if self._client is not None:
            await self._client.close()

    def open_chat(self, chat_id: int) -> None:
        """Let the bot write to this chat, as after /start or being added to a group."""
        self._methods.chats[chat_id] = "open"

    def block(self, chat_id: int) -> None:
        """Block the bot in this chat."""
        self._methods.chats[chat_id] = "blocked"

    def keep_file(self, content: bytes, file_id: str) -> str:
        """Store a file that getFile knows; returns its id."""
        self._methods.files[file_id] = content
        return file_id

    def plan(self, method: str, *faults: Fault) -> None:
        """Let the next calls of the method go wrong, one fault each."""
        self.planned[method].extend(faults)

    def shown(self, chat_id: int) -> list[FakeMessage]:
        """Return what stands in the chat, edits applied, oldest first."""
        return [each for each in self.sent if each.chat_id == chat_id]

    def button(self, chat_id: int, label: str) -> tuple[str, int]:
        """Return (data, message id) of the newest button whose label contains `label`;
        AssertionError when there is none.
        """
        for message in reversed(self.shown(chat_id)):
            for text, data in message.buttons:
                if label in text:
                    return data, message.message_id
        raise AssertionError(
            f"no button {label!r} in chat {chat_id}: "
            f"{[each.buttons for each in self.shown(chat_id)]}"
        )

    async def wait_until(self, holds: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until `holds()` is true, asked after each change; AssertionError with what was sent
        when it never is.
        """
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(
                    f"did not happen within {seconds} s; sent: {[each.text for each in self.sent]}"
                )
            self._methods.changed.clear()
            try:
                async with asyncio.timeout(0.05):
                    await self._methods.changed.wait()
            except TimeoutError:
                continue

    async def deliver(self, update: Update, *, times: int = 1, tries: int = 400) -> None:
        """Bring an update to the bot: queued for getUpdates, or posted until the webhook says 200,
        in order within a chat.

        `times` posts it so often although it was accepted; AssertionError after `tries` refusals.
        """
        self._methods.note(update)
        if not self.webhook["url"]:
            self._methods.queue(update)
            return
        async with self._order[_queue_of(update)]:
            for _time in range(times):
                await self._post(update, tries)

    async def _post(self, update: Update, tries: int) -> None:
        body = json.dumps(update, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", SECRET_HEADER: self.webhook["secret_token"]}
        status: object = None
        for _try in range(tries):
            try:
                status = await self.post(body, headers)
                if status == 200:
                    self.acknowledged.append(update["update_id"])
                    return
            except (aiohttp.ClientError, OSError) as error:
                status = error
            await asyncio.sleep(self.retry_pause)
        raise AssertionError(f"update {update['update_id']} was never accepted: {status!r}")

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Post anything to the webhook and return the status."""
        assert self._client is not None, "start the fake first"
        patience = aiohttp.ClientTimeout(total=30)
        async with self._client.post(
            self.webhook["url"], data=BytesIO(body), headers=headers, timeout=patience
        ) as response:
            await response.read()
            return response.status

    async def _answer(self, request: HttpRequest) -> HttpAnswer:
        _, kind, rest = request.path.split("/", 2) if request.path.count("/") >= 2 else ("", "", "")
        if kind == "file":
            return self._serve_file(rest)
        if kind != f"bot{self.token}":
            return _error(ApiError(401, "Unauthorized"))
        rest = NAMES.get(rest.lower(), rest)  # the Bot API's methods are case-insensitive
        fault = self.planned[rest].popleft() if self.planned[rest] else self.trouble(rest)
        if fault is None:
            return await self._carry_out(rest, request)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer = (
            await self._carry_out(rest, request)
            if fault.after or not (fault.drop or fault.code)
            else HttpAnswer()
        )
        if fault.drop:
            return HttpAnswer(drop=True)
        if fault.gateway_page:
            return HttpAnswer(fault.code, b"<html>Bad Gateway</html>", "text/html")
        return (
            _error(ApiError(fault.code, fault.description, fault.retry_after), fault.migrate_to)
            if fault.code
            else answer
        )

    async def _carry_out(self, method: str, request: HttpRequest) -> HttpAnswer:
        try:
            parameters, files = read_fields(request)
            self.calls.append(Call(method, parameters, self.clock()))
            result = await self._methods.execute(method, parameters, files)
        except ValueError:
            return _error(ApiError(400, "Bad Request: can't parse request"))
        except ApiError as error:
            return _error(error)
        return HttpAnswer(200, json.dumps({"ok": True, "result": result}).encode())

    def _serve_file(self, rest: str) -> HttpAnswer:
        token, _, path = rest.partition("/")
        fault = self.planned["download"].popleft() if self.planned["download"] else None
        if fault is not None:
            return HttpAnswer(fault.code, drop=fault.drop)
        content = self._methods.files.get(path.removeprefix("photos/").removesuffix(".jpg"))
        if token != f"bot{self.token}" or content is None:
            return HttpAnswer(404, b"Not Found", "text/plain")
        return HttpAnswer(200, content, "application/octet-stream")


@asynccontextmanager
async def fake_telegram(**options: Any) -> AsyncIterator[FakeTelegram]:
    """Run a FakeTelegram for the length of the block."""
    fake = FakeTelegram(**options)
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()


def _error(error: ApiError, migrate_to: int | None = None) -> HttpAnswer:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    elif migrate_to is not None:
        body["parameters"] = {"migrate_to_chat_id": migrate_to}
    return HttpAnswer(error.code, json.dumps(body).encode())


def _queue_of(update: Update) -> object:
    """Return what Telegram keeps in order: a chat's messages, a user's taps, not the two between
    them.
    """
    if "callback_query" in update:
        return ("taps", update["callback_query"]["from"]["id"])
    return next((value["chat"]["id"] for value in update.values() if isinstance(value, dict)), None)
