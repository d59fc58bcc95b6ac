"""Carries python-telegram-bot's requests over pyreqwest, and says of a failed one whether Telegram
may have seen it.

The library's own client is httpx; its request classes are made to be replaced. See
docs/decisions/0004.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.proxy import ProxyBuilder
from pyreqwest.request import RequestBuilder
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.parsing import read_json

CHUNK_BYTES = 256 * 1024  # bytes
DOWNLOAD_SECONDS = 60.0  # for one file to come
MAX_POLL_SECONDS = 120.0  # seconds; each call says how long it waits itself
IDLE_TIME = timedelta(seconds=30)  # for which a connection is kept


class NeverLeft(NetworkError):
    """No connection: the request was not sent."""


class NoAnswer(NetworkError):
    """The request was sent, or partly; what became of it is unknown."""


class TurnedAway(NetworkError):
    """The server, or a gateway in front of it, said that it cannot do it now: nothing was done."""


class TooMuch(Exception):
    """A file has more bytes than were allowed."""


class PlainRequest(BaseRequest):
    """One pool of connections; `token` is kept out of every error's sentence, and `proxy` is the
    address of an HTTP proxy.
    """

    def __init__(
        self,
        token: str,
        proxy: str = "",
        *,
        connect_seconds: float = 5.0,
        answer_seconds: float = 20.0,
    ) -> None:
        os.environ.setdefault(
            "PTB_TIMEDELTA", "true"
        )  # how the library is told that RetryAfter may hold a timedelta
        self._token = token
        self._proxy = proxy
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._longest_silence = answer_seconds
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer, in seconds."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Do nothing: the first request opens the connections."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

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
        """Return status and body of what is an answer of the Bot API; raises NeverLeft, NoAnswer or
        TurnedAway.
        """
        request = _with_data(self._open().request(method, url), request_data)
        return await self._exchange(
            request, read_timeout if isinstance(read_timeout, int | float) else self._answer_seconds
        )

    async def call(self, url: str, given: dict[str, Any]) -> Any:
        """Make a call with JSON as the Bot API has it and return its result so; raises the
        library's errors.
        """
        status, payload = await self._exchange(
            _with_json(self._open().post(url), given), self._answer_seconds
        )
        if status != 200:
            await _Refused(status, payload).post("")  # raises
        return self.parse_json_payload(payload).get("result")

    async def _exchange(self, request: RequestBuilder, seconds: float) -> tuple[int, bytes]:
        try:
            response = (
                await request.timeout(timedelta(seconds=self._connect_seconds + seconds))
                .build()
                .send()
            )
            status, payload = response.status, bytes(await response.bytes())
        except PyreqwestError as error:
            raise self._explained(
                error
            ) from None  # the cause may spell out the address, and the token with it
        if status != 200:
            _check(status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer; raises NoAnswer for anything else, without writing what came into the
        log as the library would.
        """
        answer = _read(payload)
        if answer is None or ("result" not in answer and answer["ok"] is not False):
            raise NoAnswer("no answer of the Bot API")
        if isinstance(result := answer.get("result"), dict):
            result.pop(
                "reply_markup", None
            )  # our own buttons: making typed objects of them is not free, and nobody reads them
        return answer

    async def download(self, url: str, into: Path, limit: int) -> None:
        """Write the file at `url` to `into`; raises TooMuch, NeverLeft or NoAnswer."""
        request = (
            self._open()
            .get(url)
            .timeout(timedelta(seconds=self._connect_seconds + DOWNLOAD_SECONDS))
        )
        try:
            async with request.build_streamed() as response:
                if response.status != 200:
                    raise NoAnswer(f"{response.status}: the file was not served")
                with into.open("wb") as file:
                    written = 0
                    while (chunk := await response.body_reader.read(CHUNK_BYTES)) is not None:
                        written += len(chunk)
                        if written > limit:
                            raise TooMuch(f"more than {limit} bytes")
                        await asyncio.to_thread(file.write, chunk)
        except (PyreqwestError, OSError) as error:
            raise self._explained(error) from None

    def _open(self) -> Client:
        if self._client is None:
            builder = (
                ClientBuilder()
                .connect_timeout(timedelta(seconds=self._connect_seconds))
                .pool_idle_timeout(IDLE_TIME)
            )
            builder = (
                builder.read_timeout(timedelta(seconds=self._longest_silence))
                .follow_redirects(False)
                .referer(False)
            )
            builder = (
                builder.proxy(ProxyBuilder.all(self._proxy)) if self._proxy else builder.no_proxy()
            )
            self._client = builder.build()
        return self._client

    def _explained(self, error: Exception) -> NetworkError:
        reason = f"{type(error).__name__}: {error}".replace(self._token, "TOKEN")
        return NeverLeft(reason) if _is_before_connected(error) else NoAnswer(reason)


class _Refused(PlainRequest):
    """An answer that has come already, for the library to say which of its errors it is."""

    def __init__(self, status: int, payload: bytes) -> None:
        super().__init__("")
        self._answer = status, payload

    async def do_request(self, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        """Return the answer."""
        return self._answer


class PollingRequest(PlainRequest):
    """The same for getUpdates alone, which answers late when nothing happens.

    It remembers the last answer: one update that the library cannot read hides all others in it.
    """

    def __init__(
        self,
        token: str,
        proxy: str = "",
        *,
        connect_seconds: float = 5.0,
        answer_seconds: float = 20.0,
    ) -> None:
        super().__init__(
            token, proxy, connect_seconds=connect_seconds, answer_seconds=answer_seconds
        )
        self._longest_silence = MAX_POLL_SECONDS

    answer = b""

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """Do as PlainRequest does."""
        status, self.answer = await super().do_request(*given, **named)
        return status, self.answer


def _is_before_connected(error: Exception) -> bool:
    """Tell whether no connection came about; the library's classes do not: its ConnectError is also
    one that broke afterwards.
    """
    causes = (error.details["causes"] or ()) if isinstance(error, DetailedPyreqwestError) else ()
    return any(cause["message"] == "client error (Connect)" for cause in causes)


def _with_data(request: RequestBuilder, data: RequestData | None) -> RequestBuilder:
    if data is None or not data.contains_files:
        return _with_json(request, data.parameters if data else {})
    form = FormBuilder()
    for name, value in data.json_parameters.items():
        form = form.text(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        data_read = content if isinstance(content, bytes) else content.read()
        form = form.part(name, PartBuilder.from_bytes(data_read).file_name(filename).mime(kind))
    return request.multipart(form)


def _with_json(request: RequestBuilder, given: dict[str, Any]) -> RequestBuilder:
    return request.header("Content-Type", "application/json").body_bytes(orjson.dumps(given))


def _read(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = read_json(payload)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


def _check(status: int, payload: bytes) -> None:
    """Raise for a page that is not the Bot API's and for a server that failed; the library knows
    what the rest means.
    """
    answer = _read(payload)
    if answer is None and status not in (429, 503):
        raise NoAnswer(f"status {status} and no answer of the Bot API")
    if answer is None or ((status == 429 or status >= 500) and not answer.get("parameters")):
        raise TurnedAway(
            f"{status} {answer.get('description', '') if answer else 'refused by a gateway'}"
        )
