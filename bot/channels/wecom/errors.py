"""How a call of WeCom's API can end, and what that means for a message."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.channels.base import SendFailed, TryLater, Undeliverable

# The token is wrong, missing or has ended: another one may do.
STALE_TOKEN = frozenset({40001, 40014, 41001, 42001})
BUSY = -1
MEDIA_INVALID = 40007
CARD_KNOWN = 42014  # "taskid has existed": an earlier attempt, whose answer was lost, has arrived

# No such member, left, or never joined.
_GONE = frozenset({40003, 40031, 43004, 60111, 81013, 82001})
_WAIT = frozenset({BUSY, 6000})  # busy, or two changes at once
# Too many calls a minute: closed for 60 s; too many at once: no longer than they take.
_RATE_SECONDS = {45009: 60.0, 45033: 2.0}
# Corp id, secret, app switched off, address not trusted, AgentId not there or another app's, no
# right to the call: the admin's.
_SETUP = STALE_TOKEN | {40013, 2000002, 40091, 50003, 60020, 40056, 301002, 48002}
_WAIT_SECONDS = 3.0
_SETUP_SECONDS = 300.0


class Refused(Exception):
    """WeCom answered with an errcode other than 0; the errmsg is for people, only the code is to be
    relied on.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}"[:300])
        self.code, self.reason = code, message


class TokenRefused(Refused):
    """WeCom gives out no token, so that nothing was done: whatever the code, it is the set-up's and
    not the message's.
    """


class Unreachable(Exception):
    """WeCom has not carried the call out: no connection, or a gateway that turned it away."""


class NoToken(Unreachable):
    """The same for want of a token, which has been asked for several times already."""


class NoAnswer(Exception):
    """The call went out and no usable answer came back: it may have been carried out."""


@asynccontextmanager
async def named_failures() -> AsyncIterator[None]:
    """Tell a call that cannot have been carried out from one that may have been."""
    try:
        yield
    except (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
    ) as error:
        raise Unreachable(type(error).__name__) from error  # half a request is never carried out
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from error


def read_answer(status: int, content: bytes) -> dict[str, Any]:
    """Return WeCom's JSON; Refused for an errcode, Unreachable or NoAnswer for anything that is not
    WeCom's JSON.
    """
    if status == 504:  # the gateway gave up waiting for somebody who may still be at it
        raise NoAnswer("HTTP 504")
    if status != 200:
        raise Unreachable(f"HTTP {status}")
    try:
        answer = json.loads(content)
        code = int(answer.get("errcode", 0))
    except (ValueError, AttributeError, TypeError) as error:
        raise NoAnswer("an answer that is not WeCom's") from error
    if code:
        raise Refused(code, str(answer.get("errmsg", "")))
    return dict(answer)


def failure_of(refusal: Refused) -> SendFailed:
    """Return what to do about a refused message; a code we do not know is final."""
    code, reason = refusal.code, str(refusal)
    if code in _WAIT:
        return TryLater(reason, _WAIT_SECONDS)
    if code in _RATE_SECONDS:
        return TryLater(reason, _RATE_SECONDS[code], whole_channel=True)
    if code in _SETUP or isinstance(refusal, TokenRefused):
        return TryLater(reason, _SETUP_SECONDS, whole_channel=True)
    return Undeliverable(reason, gone=code in _GONE)
