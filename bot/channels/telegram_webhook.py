"""The webhook: 200 only for what was committed, and a clear refusal for everything that is not Telegram's."""

from __future__ import annotations

import hmac
import json

import structlog
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.channels.telegram import WEBHOOK_PATH, TelegramChannel
from bot.channels.telegram_parsing import MalformedUpdate

log = structlog.get_logger(__name__)

LARGEST_BODY = 1 << 20  # bytes; an update has a few thousand
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


def telegram_webhook(channel: TelegramChannel) -> APIRouter:
    """Return the route Telegram posts updates to; 403 forged, 413 over 1 MB, 400 no update, 503 not recorded: send again."""
    router = APIRouter()
    secret = channel.webhook_secret.encode()

    async def take(request: Request) -> Response:
        if not secret or not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret):
            return _refuse(channel, 403, "forged", request)
        body = await _read_body(request)
        if body is None:
            return _refuse(channel, 413, "too_large", request)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):  # ValueError: no JSON, or not UTF-8
            return _refuse(channel, 400, "malformed", request)
        try:
            await channel.take_json(update)
        except MalformedUpdate:
            return _refuse(channel, 400, "malformed", request)
        except Exception:  # whatever it was, nothing is committed, and Telegram sends again
            log.exception("telegram.update_not_recorded")
            channel.turned_away["not_recorded"] += 1
            return Response(status_code=503, headers={"Retry-After": "1"})
        return Response()

    # A plain route: FastAPI's own reads the signature and the body on every call, which costs more than the rest of this.
    router.add_route(WEBHOOK_PATH, take, methods=["POST"], include_in_schema=False)
    return router


async def _read_body(request: Request) -> bytes | None:
    """Return the body, None when it is larger than allowed; no more than that is ever held."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)


def _refuse(channel: TelegramChannel, status: int, reason: str, request: Request) -> Response:
    channel.turned_away[reason] += 1
    log.warning("telegram.webhook_refused", reason=reason, sender=request.client.host if request.client else None)
    return Response(status_code=status)
