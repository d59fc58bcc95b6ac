"""WeCom's HTTP API: one token for all, a time-out on everything, and an exception for each way a
call can end badly.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx
import structlog

from bot.channels.wecom.errors import (
    BUSY,
    STALE_TOKEN,
    NoAnswer,
    NoToken,
    Refused,
    TokenRefused,
    Unreachable,
    named_failures,
    read_answer,
)

Result = TypeVar("Result")

MIN_UPLOAD_BYTES, MAX_UPLOAD_BYTES = (
    6,
    10 * 1024 * 1024,
)  # bytes of an image; WeCom wants more than 5
_CHUNK_BYTES = 256 * 1024
_PAUSE_SECONDS = (0.3, 1.0)  # seconds between the attempts of a call that may be repeated
_DOWNLOAD_SECONDS = 120.0
# for all attempts at a token together: whoever sends has to hear in time that nothing was sent
_TOKEN_SECONDS = 20.0

log = structlog.get_logger(__name__)


class TooLarge(Exception):
    """A download has more bytes than it may have."""


class TokenStore(Protocol):
    """Where the access token outlives the program and is shared by its replicas; called from worker
    threads.
    """

    def load(self) -> tuple[str, datetime] | None:
        """Return the token and the moment it ends, None when there is none."""

    def save(self, value: str, expires_at: datetime) -> None:
        """Keep the token in place of the one before."""


@dataclass(frozen=True, slots=True)
class _Held:
    value: str
    renew_at: datetime
    expires_at: datetime


class WeComClient:
    """Calls of one app of one corp; raises Refused, Unreachable or NoAnswer."""

    def __init__(
        self,
        base: str,
        corp_id: str,
        secret: str,
        agent_id: int,
        tokens: TokenStore,
        *,
        clock: Callable[[], datetime],
        timeout: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.agent_id = agent_id
        self._corp_id, self._secret = corp_id, secret
        self._tokens, self._clock, self._sleep = tokens, clock, sleep
        self._held: _Held | None = None
        self._renewing: asyncio.Task[str] | None = None
        self._http = httpx.AsyncClient(
            base_url=base.rstrip("/"), timeout=httpx.Timeout(timeout, connect=min(timeout, 5.0))
        )
        # They log every address, and WeCom wants the token in the address.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)

    async def __aenter__(self) -> WeComClient:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._renewing:
            self._renewing.cancel()
        await self._http.aclose()

    async def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message (touser, msgtype, content) once and return WeCom's answer; NoAnswer says
        that it may have arrived.
        """
        return await self._call("/cgi-bin/message/send", {**message, "agentid": self.agent_id})

    async def update_card(self, user: str, response_code: str, label: str) -> None:
        """Replace the buttons of a card by one that shows `label` and cannot be tapped; a response
        code works once, for 72 h.
        """
        await self._call(
            "/cgi-bin/message/update_template_card",
            {
                "userids": [user],
                "agentid": self.agent_id,
                "response_code": response_code,
                "button": {"replace_name": label},
            },
        )

    async def create_menu(self, menu: dict[str, Any]) -> None:
        """Publish the app's menu in place of the one before."""
        query = {"agentid": str(self.agent_id)}
        await self._repeated(lambda: self._call("/cgi-bin/menu/create", menu, query))

    async def upload_image(self, data: bytes) -> str:
        """Return the media id of a JPEG or PNG; it lives for three days."""
        files = {"media": ("photo.jpg", data, "image/jpeg")}
        answer = await self._repeated(
            lambda: self._call("/cgi-bin/media/upload", None, {"type": "image"}, files)
        )
        return str(answer["media_id"])

    async def download(self, media_id: str, into: Path, limit: int) -> None:
        """Write the media to the file `into`; TooLarge beyond `limit` bytes; on any failure no file
        is left behind.
        """
        try:
            async with asyncio.timeout(
                _DOWNLOAD_SECONDS
            ):  # a read time-out alone lets a trickle go on for ever
                token = await self._token()
                try:
                    await self._download(token, media_id, into, limit)
                except Refused as refusal:
                    if refusal.code not in STALE_TOKEN:
                        raise
                    await self._download(await self._token(refused=token), media_id, into, limit)
        except BaseException as error:
            await asyncio.to_thread(into.unlink, missing_ok=True)
            if isinstance(error, TimeoutError):
                raise NoAnswer("the download took too long") from error
            raise

    async def _download(self, token: str, media_id: str, into: Path, limit: int) -> None:
        query = {"access_token": token, "media_id": media_id}
        async with (
            named_failures(),
            self._http.stream("GET", "/cgi-bin/media/get", params=query) as response,
        ):
            if response.status_code != 200 or response.headers.get("content-type", "").startswith(
                ("application/json", "text/")
            ):
                read_answer(
                    response.status_code, await response.aread()
                )  # an error comes as JSON with 200
                raise NoAnswer("an answer without a file")
            if int(response.headers.get("content-length", 0)) > limit:
                raise TooLarge
            size = 0
            with await asyncio.to_thread(into.open, "wb") as file:
                async for chunk in response.aiter_bytes(_CHUNK_BYTES):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge
                    await asyncio.to_thread(file.write, chunk)

    async def _call(
        self,
        path: str,
        body: dict[str, Any] | None,
        query: dict[str, str] | None = None,
        files: Any = None,
    ) -> dict[str, Any]:
        """Make the call; when the token is refused, get another one and make it once more."""
        token = await self._token()
        try:
            return await self._post(path, body, {**(query or {}), "access_token": token}, files)
        except Refused as refusal:
            if refusal.code not in STALE_TOKEN:
                raise
        token = await self._token(refused=token)
        return await self._post(path, body, {**(query or {}), "access_token": token}, files)

    async def _post(
        self, path: str, body: dict[str, Any] | None, query: dict[str, str], files: Any
    ) -> dict[str, Any]:
        async with named_failures():
            response = await self._http.post(path, params=query, json=body, files=files)
        return read_answer(response.status_code, response.content)

    async def _token(self, refused: str | None = None) -> str:
        """Return a token other than `refused`; however many ask, one fetches, and its failure is
        everybody's.

        Raises TokenRefused or NoToken: without a token nothing can have been done.
        """
        while True:
            if self._held and self._held.value != refused and self._clock() < self._held.renew_at:
                return self._held.value
            is_ours = self._renewing is None
            if self._renewing is None:
                self._renewing = asyncio.create_task(self._renew(refused))
                self._renewing.add_done_callback(self._renewed)
            value = await asyncio.shield(self._renewing)
            if is_ours or value != refused:
                return value

    def _renewed(self, task: asyncio.Task[str]) -> None:
        self._renewing = None
        if not task.cancelled():
            task.exception()  # looked at, for the case that nobody waits any more

    async def _renew(self, refused: str | None) -> str:
        now = self._clock()
        stored = await asyncio.to_thread(self._tokens.load)
        if (
            stored
            and stored[0] != refused
            and stored[1] > now
            and (not self._held or stored[0] != self._held.value)
        ):
            return self._hold(stored[0], stored[1]).value  # another replica has fetched it
        try:
            async with asyncio.timeout(_TOKEN_SECONDS):
                value, expires_at = await self._fetch_token(now)
        except (Unreachable, NoAnswer, Refused, TimeoutError) as error:
            if self._held and self._held.value != refused and now < self._held.expires_at:
                return self._held.value  # still good for a while; the next call tries again
            if isinstance(error, Refused):
                raise TokenRefused(error.code, error.reason) from error
            raise NoToken(f"no token: {str(error) or 'not in time'}") from error
        held = self._hold(value, expires_at)
        await asyncio.to_thread(self._tokens.save, value, expires_at)
        return held.value

    async def _fetch_token(self, now: datetime) -> tuple[str, datetime]:
        async def ask() -> dict[str, Any]:
            async with named_failures():
                response = await self._http.get(
                    "/cgi-bin/gettoken",
                    params={"corpid": self._corp_id, "corpsecret": self._secret},
                )
            return read_answer(response.status_code, response.content)

        answer = await self._repeated(ask)
        return str(answer["access_token"]), now + timedelta(
            seconds=int(answer.get("expires_in", 7200))
        )

    def _hold(self, value: str, expires_at: datetime) -> _Held:
        """Keep the token, to be renewed after 80 to 90 % of its time: not at its end, nor all
        replicas at once.
        """
        now = self._clock()
        self._held = _Held(value, now + (expires_at - now) * random.uniform(0.8, 0.9), expires_at)  # noqa: S311 - spread
        return self._held

    async def _repeated(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Make a call that does no harm when made twice, up to three times."""
        for pause in _PAUSE_SECONDS:
            try:
                return await attempt()
            except NoToken:
                raise
            except (Unreachable, NoAnswer) as trouble:
                log.info("wecom.repeated", why=str(trouble))
            except Refused as refusal:
                if refusal.code != BUSY:
                    raise
            await self._sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spread
        return await attempt()
