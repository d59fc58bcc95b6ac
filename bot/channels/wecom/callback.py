"""WeCom's callback: prove that WeCom sent it, read it, and say 200 once it is recorded."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from struct import error as UnpackError  # noqa: N812 - older than the rule

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect
from wechatpy.work.crypto import WeChatCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from bot.channels.base import Incoming
from bot.channels.wecom.channel import CardTap, WeComChannel
from bot.channels.wecom.reading import NotReadable, read_message

MAX_BODY_BYTES = 1024 * 1024  # bytes of a body
REPLAY_SECONDS = 300
ANSWER_SECONDS = 4.0  # WeCom hangs up after five

_SEALED = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?\s*</Encrypt>")

Receive = Callable[[Incoming], Awaitable[object]]

log = structlog.get_logger(__name__)


class RequestRefused(Exception):
    """A request that is not answered with 200; `status` is what it gets."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class CallbackKeys:
    """What the admin page shows beside the callback's address; `aes_key` has 43 characters."""

    corp_id: str
    token: str
    aes_key: str


@dataclass(slots=True)
class _Endpoint:
    """All that a request needs; `refused` counts by reason."""

    keys: CallbackKeys
    receive: Receive
    channel: WeComChannel
    clock: Callable[[], datetime]
    answer_seconds: float
    crypto: WeChatCrypto
    refused: Counter[str]
    recording: set[asyncio.Task[None]] = field(default_factory=set)


def wecom_callback(
    channel: WeComChannel,
    keys: CallbackKeys,
    receive: Receive,
    *,
    clock: Callable[[], datetime],
    refused: Counter[str] | None = None,
    answer_seconds: float = ANSWER_SECONDS,
) -> APIRouter:
    """Return the router for /wecom/callback.

    `receive` returns when the message is committed and raises when it is not recorded; WeCom then
    gets an error and sends again. `refused` counts the requests that were refused, by reason.
    """
    crypto = WeChatCrypto(keys.token, keys.aes_key, keys.corp_id)
    endpoint = _Endpoint(
        keys,
        receive,
        channel,
        clock,
        answer_seconds,
        crypto,
        Counter() if refused is None else refused,
    )
    router = APIRouter()

    async def verify(request: Request) -> Response:
        return await _answered(endpoint, request, _verify)

    async def receive_message(request: Request) -> Response:
        return await _answered(endpoint, request, _receive)

    router.add_api_route("/wecom/callback", verify, methods=["GET"], include_in_schema=False)
    router.add_api_route(
        "/wecom/callback", receive_message, methods=["POST"], include_in_schema=False
    )
    return router


async def _answered(
    endpoint: _Endpoint, request: Request, serve: Callable[[_Endpoint, Request], Awaitable[str]]
) -> Response:
    try:
        async with asyncio.timeout(endpoint.answer_seconds):
            text = await serve(endpoint, request)
    except RequestRefused as refusal:
        reason, status = str(refusal), refusal.status
    except TimeoutError:
        reason, status = "not in time", 503
    except ClientDisconnect:
        reason, status = "hung up", 400
    else:
        return Response(text, media_type="text/plain")
    endpoint.refused[reason] += 1
    log.warning(
        "wecom.callback_refused",
        reason=reason,
        status=status,
        client=request.client and request.client.host,
    )
    return Response(status_code=status)


async def _verify(endpoint: _Endpoint, request: Request) -> str:
    """WeCom proves the address when the admin saves it: give back the decrypted echostr."""
    return _opened(endpoint, request.query_params, request.query_params.get("echostr", ""))


async def _receive(endpoint: _Endpoint, request: Request) -> str:
    """Record one message; WeCom wants an empty answer, the reply is sent actively."""
    sealed = _sealed(await _body(request))
    xml = _opened(endpoint, request.query_params, sealed)
    try:
        reading = read_message(xml)
    except NotReadable as error:
        raise RequestRefused(400, f"unreadable: {error}") from error
    if reading is None:
        return ""
    # A commit under way is not to be broken off: it goes on behind the time-out, and the repeat
    # finds it done.
    recording = asyncio.create_task(_recorded(endpoint, reading.incoming, reading.tap))
    endpoint.recording.add(recording)
    recording.add_done_callback(lambda task: _forget(endpoint, task))
    await asyncio.shield(recording)
    return ""


async def _recorded(endpoint: _Endpoint, incoming: Incoming, tap: CardTap | None) -> None:
    try:
        await endpoint.receive(incoming)
    except Exception as error:  # it is not recorded, and WeCom is to send it again
        log.warning("wecom.not_recorded", exc_info=error)
        raise RequestRefused(500, "not recorded") from error
    if tap:
        endpoint.channel.show_choice(tap)


def _forget(endpoint: _Endpoint, task: asyncio.Task[None]) -> None:
    endpoint.recording.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, for the case that nobody waits any more; it has been logged


async def _body(request: Request) -> bytes:
    """Return the body, read no further than it may be long."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 9 or int(announced) > MAX_BODY_BYTES):
        raise RequestRefused(413, "too long")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise RequestRefused(413, "too long")
    return bytes(body)


def _sealed(body: bytes) -> str:
    """Return the base64 text in <Encrypt>; anybody may have sent the body, so no XML parser sees
    it.
    """
    found = _SEALED.findall(body)
    if len(found) != 1:
        raise RequestRefused(400, "no WeCom message")
    return str(found[0].decode())


def _opened(endpoint: _Endpoint, query: Mapping[str, str], sealed: str) -> str:
    """Return the decrypted text after proving signature, age and corp."""
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    parts = sorted(part.encode() for part in (endpoint.keys.token, timestamp, nonce, sealed))
    right = hashlib.sha1(b"".join(parts), usedforsecurity=False).hexdigest()  # WeCom's choice
    # wechatpy compares with ==, which takes longer the nearer a guess is, and looks at no clock.
    if not hmac.compare_digest(right.encode(), query.get("msg_signature", "").encode()):
        raise RequestRefused(403, "wrong signature")
    if not (timestamp.isdecimal() and len(timestamp) <= 12):
        raise RequestRefused(403, "no time")
    if abs(endpoint.clock().timestamp() - int(timestamp)) > REPLAY_SECONDS:
        raise RequestRefused(403, "too old")
    try:
        return str(endpoint.crypto.check_signature(right, timestamp, nonce, sealed))
    except InvalidCorpIdException as error:
        raise RequestRefused(403, "another corp") from error
    except (ValueError, IndexError, TypeError, OverflowError, UnpackError) as error:
        raise RequestRefused(400, "cannot be decrypted") from error
