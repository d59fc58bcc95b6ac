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
from struct import error as UnpackError  # noqa: N812 - the standard library's lower case is older than the rule

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect
from wechatpy.work.crypto import WeChatCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from bot.channels.base import Incoming
from bot.channels.wecom.channel import CardTap, WeComChannel
from bot.channels.wecom.reading import NotReadable, read_message

LARGEST = 1024 * 1024  # bytes of a body
REPLAY_SECONDS = 300
ANSWER_SECONDS = 4.0  # WeCom hangs up after five

_SEALED = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?\s*</Encrypt>")

Receive = Callable[[Incoming], Awaitable[object]]

log = structlog.get_logger(__name__)


class Turned(Exception):
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
class _Door:
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
    door = _Door(
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
        return await _answered(door, request, _verify)

    async def take(request: Request) -> Response:
        return await _answered(door, request, _take)

    router.add_api_route("/wecom/callback", verify, methods=["GET"], include_in_schema=False)
    router.add_api_route("/wecom/callback", take, methods=["POST"], include_in_schema=False)
    return router


async def _answered(
    door: _Door, request: Request, serve: Callable[[_Door, Request], Awaitable[str]]
) -> Response:
    try:
        async with asyncio.timeout(door.answer_seconds):
            text = await serve(door, request)
    except Turned as turned:
        reason, status = str(turned), turned.status
    except TimeoutError:
        reason, status = "not in time", 503
    except ClientDisconnect:
        reason, status = "hung up", 400
    else:
        return Response(text, media_type="text/plain")
    door.refused[reason] += 1
    log.warning(
        "wecom.callback_turned_away",
        reason=reason,
        status=status,
        client=request.client and request.client.host,
    )
    return Response(status_code=status)


async def _verify(door: _Door, request: Request) -> str:
    """WeCom proves the address when the admin saves it: give back the decrypted echostr."""
    return _opened(door, request.query_params, request.query_params.get("echostr", ""))


async def _take(door: _Door, request: Request) -> str:
    """Record one message; WeCom wants an empty answer, the reply is sent actively."""
    sealed = _sealed(await _body(request))
    xml = _opened(door, request.query_params, sealed)
    try:
        reading = read_message(xml)
    except NotReadable as error:
        raise Turned(400, f"unreadable: {error}") from error
    if reading is None:
        return ""
    # A commit under way is not to be broken off: it goes on behind the time-out, and the repeat
    # finds it done.
    recording = asyncio.create_task(_recorded(door, reading.incoming, reading.tap))
    door.recording.add(recording)
    recording.add_done_callback(lambda task: _forget(door, task))
    await asyncio.shield(recording)
    return ""


async def _recorded(door: _Door, incoming: Incoming, tap: CardTap | None) -> None:
    try:
        await door.receive(incoming)
    except (
        Exception
    ) as error:  # whatever went wrong, it is not recorded, and WeCom is to send it again
        log.warning("wecom.not_recorded", key=incoming.key, exc_info=error)
        raise Turned(500, "not recorded") from error
    if tap:
        door.channel.show_choice(tap)


def _forget(door: _Door, task: asyncio.Task[None]) -> None:
    door.recording.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, for the case that nobody waits any more; it has been logged


async def _body(request: Request) -> bytes:
    """Return the body, read no further than it may be long."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 9 or int(announced) > LARGEST):
        raise Turned(413, "too long")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Turned(413, "too long")
    return bytes(body)


def _sealed(body: bytes) -> str:
    """Return the base64 text in <Encrypt>; anybody may have sent the body, so no XML parser sees
    it.
    """
    found = _SEALED.findall(body)
    if len(found) != 1:
        raise Turned(400, "no WeCom message")
    return str(found[0].decode())


def _opened(door: _Door, query: Mapping[str, str], sealed: str) -> str:
    """Return the decrypted text after proving signature, age and corp."""
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    parts = sorted(each.encode() for each in (door.keys.token, timestamp, nonce, sealed))
    right = hashlib.sha1(b"".join(parts), usedforsecurity=False).hexdigest()  # WeCom's choice
    # wechatpy compares with ==, which takes longer the nearer a guess is, and looks at no clock.
    if not hmac.compare_digest(right.encode(), query.get("msg_signature", "").encode()):
        raise Turned(403, "wrong signature")
    if not (timestamp.isdecimal() and len(timestamp) <= 12):
        raise Turned(403, "no time")
    if abs(door.clock().timestamp() - int(timestamp)) > REPLAY_SECONDS:
        raise Turned(403, "too old")
    try:
        return str(door.crypto.check_signature(right, timestamp, nonce, sealed))
    except InvalidCorpIdException as error:
        raise Turned(403, "another corp") from error
    except (ValueError, IndexError, TypeError, OverflowError, UnpackError) as error:
        raise Turned(400, "cannot be decrypted") from error
