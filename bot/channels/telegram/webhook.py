"""The webhook: 200 only for what was committed, and a clear refusal for everything that is not
Telegram's.
"""

from __future__ import annotations

import hmac

import structlog
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.parsing import MalformedUpdate, read_json

log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 1 << 20  # bytes; an update has a few thousand
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


_MORE = {503: [(b"retry-after", b"1")], 405: [(b"allow", b"POST")]}  # headers


class TelegramWebhook:
    """The ASGI app Telegram posts updates to; 403 forged, 413 over 1 MB, 400 no update, 503 not
    recorded: send again.
    """

    def __init__(self, channel: TelegramChannel) -> None:
        self._channel = channel
        self._secret = channel.webhook_secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status, reason = await self._take(scope, receive)
        if reason:
            self._channel.refused[reason] += 1
        if reason and status < 500:  # what failed on our side has been logged
            log.warning(
                "telegram.webhook_refused", reason=reason, sender=(scope.get("client") or [None])[0]
            )
        headers = [(b"content-length", b"0"), *_MORE.get(status, ())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _take(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        """Return the status to answer with, and for a refusal its reason."""
        if scope["method"] != "POST":
            return 405, "not_posted"
        given = Headers(scope=scope).get(SECRET_HEADER, "").encode()
        if not self._secret or not hmac.compare_digest(given, self._secret):
            return 403, "forged"
        body = await _read_body(receive)
        if body is None:
            return 413, "too_large"
        try:
            update = read_json(body)
        except (ValueError, RecursionError):  # ValueError: no JSON, or not UTF-8
            return 400, "malformed"
        try:
            await self._channel.take_json(update)
        except MalformedUpdate:
            return 400, "malformed"
        except Exception:  # whatever it was, nothing is committed, and Telegram sends again
            log.exception("telegram.update_not_recorded")
            return 503, "not_recorded"
        return 200, ""


async def _read_body(receive: Receive) -> bytes | None:
    """Return the body, None when it is larger than allowed; no more than that is ever held."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)
