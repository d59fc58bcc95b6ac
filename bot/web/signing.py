"""What the server signs instead of storing: a chat's cookie, a chat's address at its beginning, a
link to a picture.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Response

ADDRESS = re.compile(r"[0-9a-f]{32}")
COOKIE = "chat"
COOKIE_SECONDS = 180 * 24 * 3600
LINK_SECONDS = 24 * 3600


class Signer:
    """Signs with the program's secret; cookies are for https alone where `public_url` is."""

    def __init__(self, secret: bytes, public_url: str) -> None:
        self._secret = secret
        self._secure = urlsplit(public_url).scheme == "https"

    def address(self, code: str, key: str) -> str:
        """Return the chat that begins with this code and this client-made key: 128 bits, the same
        for a repeated request.
        """
        return self._sign("begin", code, key)[:32]

    def pass_for(self, address: str) -> str:
        """Return the cookie's value: whoever has it may use the chat."""
        return self._sign("chat", address)

    def admits(self, address: str, given: str | None) -> bool:
        """Tell whether this cookie opens this chat."""
        return given is not None and hmac.compare_digest(
            given.encode(), self.pass_for(address).encode()
        )

    def let_in(self, response: Response, address: str, *, secure: bool) -> None:
        """Set the chat's cookie, which only this chat's pages send."""
        response.set_cookie(
            COOKIE,
            self.pass_for(address),
            max_age=COOKIE_SECONDS,
            path=f"/chat/{address}/",
            secure=secure or self._secure,
            httponly=True,
            samesite="strict",
        )

    def picture_token(self, address: str, evidence: int, now: datetime, bound: int = 0) -> str:
        """Return a token for one picture in one chat, good for one to two days, the same all day so
        that browsers cache it, and no longer than the chat is whose it was, `bound` in that second.
        """
        until = (int(now.timestamp()) // LINK_SECONDS + 2) * LINK_SECONDS
        return f"{evidence}-{until}-{self._seal(address, str(evidence), str(until), bound)}"

    def read_picture_token(
        self, address: str, token: str, now: datetime, bound: int = 0
    ) -> int | None:
        """Return the picture's evidence id, None when the token is forged, expired or another
        chat's.
        """
        evidence, _, rest = token.partition("-")
        until, _, seal = rest.partition("-")
        if not (evidence.isdecimal() and until.isdecimal() and len(token) < 80):
            return None
        right = self._seal(address, evidence, until, bound)
        if not hmac.compare_digest(seal.encode(), right.encode()) or int(until) < now.timestamp():
            return None
        return int(evidence)

    def _seal(self, address: str, evidence: str, until: str, bound: int) -> str:
        begun = [str(bound)] if bound else []
        return self._sign("picture", address, evidence, until, *begun)[:32]

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()
