"""The way to answer somebody whom the database does not name.

A route is a chat and its person, encrypted with a key that neither the database nor its backup
holds; a mark tells whether a complaint is this chat's, without saying whose it is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from functools import cache, cached_property
from typing import TYPE_CHECKING

from storage.identity.sealed_box import decode, encode

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PLACE = struct.Struct(">qq")  # chat, and person or 0
_NONCE_BYTES = 12


class NoRoute(Exception):
    """It is not the route of this ticket, or the program's secret has changed."""


class Routes:
    """Writes and reads routes with the program's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def hide(self, ticket_id: int, chat_id: int, person_id: int | None) -> str:
        """Return the route of one ticket; no two are alike."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        place = _PLACE.pack(chat_id, person_id or 0)
        return encode(nonce + self._cipher.encrypt(nonce, place, str(ticket_id).encode()))

    def find(self, ticket_id: int, route: str) -> tuple[int, int | None]:
        """Return the chat and the person; raises NoRoute when it is none of this ticket's."""
        from cryptography.exceptions import InvalidTag

        try:
            sealed = decode(route)
            nonce, place = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            opened = self._cipher.decrypt(nonce, place, str(ticket_id).encode())
        except (ValueError, InvalidTag) as error:
            raise NoRoute from error
        chat_id, person_id = _PLACE.unpack(opened)
        return chat_id, person_id or None

    def mark(self, chat_id: int, person_id: int | None) -> str:
        """Return the mark of what this chat, as this person's, complains of (HMAC-SHA256, hex)."""
        place = f"{chat_id} {person_id or 0}"
        return hmac.new(self._key("mark"), place.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key("route"))

    def _key(self, purpose: str) -> bytes:
        return hmac.new(self._secret, f"complainants {purpose}".encode(), hashlib.sha256).digest()


@cache
def routes_with(secret: bytes) -> Routes:
    """Return the routes of the program with this secret."""
    return Routes(secret)
