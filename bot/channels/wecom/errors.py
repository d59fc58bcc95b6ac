"""How a call of WeCom's API can end: the answers it gives, and what is known of the call when there
is none.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

STALE_TOKEN = frozenset(
    {40001, 40014, 41001, 42001}
)  # the token is wrong, missing or has ended: another one may do
BUSY = -1


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
