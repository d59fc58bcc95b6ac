"""Columns that nobody reads who has the database or its backup alone.

They hold what somebody is writing and what was said to them, beside their account: the words of a
draft in a backup are those of an anonymous complaint. Their key is made of the program's secret
and stands with the engine, so that two databases may have two. What is empty stays in clear.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Dialect,
    Engine,
    LargeBinary,
    String,
    literal_column,
)
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

log = logging.getLogger(__name__)

SEALED = b"\x01"  # what is sealed begins with it, as neither JSON nor a ticket's number does
_PURPOSE = b"sealed columns"
_NONCE_BYTES = 12
_LEAST_BYTES = 128
_BEFORE_BOX = len(SEALED) + _NONCE_BYTES
_ATTRIBUTE = "mingcha_seal"  # of a dialect


class Seal:
    """Closes and opens columns with the program's secret (AES-256-GCM)."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _PURPOSE, hashlib.sha256)
        self._has_told = False

    def close(self, label: bytes, content: bytes) -> bytes:
        """Return the content sealed; it opens under the same label alone, with spaces behind it.

        They bring it to the next power of two: a length would tell which words are whose.
        """
        nonce = os.urandom(_NONCE_BYTES)
        padded = content.ljust(max(_LEAST_BYTES, 1 << (len(content) - 1).bit_length()))
        return SEALED + nonce + self._cipher.encrypt(nonce, padded, label)

    def open(self, label: bytes, stored: bytes) -> bytes | None:
        """Return what was sealed, None when it was with another secret; that is logged once."""
        try:
            return self._cipher.decrypt(stored[1:_BEFORE_BOX], stored[_BEFORE_BOX:], label)
        except self._refusals:
            if not self._has_told:
                log.error("%s cannot be opened: is SECRET_KEY another than before?", label.decode())
            self._has_told = True
            return None

    @cached_property
    def _refusals(self) -> tuple[type[Exception], ...]:
        from cryptography.exceptions import InvalidTag

        return InvalidTag, ValueError

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key)


def give_seal(secret: bytes, *engines: Engine) -> None:
    """Let the engines write and read sealed columns with the program's secret."""
    seal = Seal(secret)
    for engine in engines:
        setattr(engine.dialect, _ATTRIBUTE, seal)


def seal_of(dialect: Dialect) -> Seal:
    """Return what the engine was given."""
    seal: Seal = getattr(dialect, _ATTRIBUTE)
    return seal


class _Sealed(TypeDecorator[Any]):
    """What both kinds of sealed columns share; `label` is the name of table and column."""

    impl = LargeBinary
    cache_ok = True
    empty = b""  # stays in clear
    before: TypeEngine[Any] = String()  # what the column was, and is on SQLite: it keeps any value

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the column in the database."""
        return self.before if dialect.name == "sqlite" else self.impl_instance

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], bytes]:
        """Return what seals a value."""
        close, label = seal_of(dialect).close, self.label.encode()
        write, empty = self.write, self.empty

        def sealed(value: Any) -> bytes:
            return close(label, write(value)) if value else empty

        return sealed

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what opens a value; one that cannot be opened is as if it were empty."""
        unseal, label = seal_of(dialect).open, self.label.encode()
        read, empty = self.read, self.empty

        def opened(stored: Any) -> Any:
            if stored[:1] != SEALED:
                return read(stored)
            content = unseal(label, stored)
            return read(empty if content is None else content)

        return opened

    @staticmethod
    def write(value: Any, /) -> bytes:
        raise NotImplementedError

    @staticmethod
    def read(content: bytes | str, /) -> Any:
        raise NotImplementedError


class SealedJson(_Sealed):
    """A JSON object that is sealed."""

    cache_ok = True
    empty = b"{}"
    before = JSON(none_as_null=True)
    write = staticmethod(orjson.dumps)
    read = staticmethod(orjson.loads)


class SealedText(_Sealed):
    """A text that is sealed."""

    cache_ok = True

    @staticmethod
    def write(value: str, /) -> bytes:
        """Return the text as it is sealed."""
        return value.encode()

    @staticmethod
    def read(content: bytes | str, /) -> str:
        """Return the text; SQLite has one from before as text."""
        return content if isinstance(content, str) else content.decode().rstrip()


def in_clear(column: str) -> ColumnElement[bool]:
    """Return the condition that a JSON column holds words that are not sealed yet."""
    return literal_column(f"substr({column}, 1, 1) = '{{' AND {column} <> '{{}}'")


def sealed_json(label: str) -> Any:
    """Return a column of JSON that is sealed."""
    return Field(default_factory=dict, sa_column=Column(SealedJson(label), nullable=False))


def sealed_text(label: str) -> Any:
    """Return a column of text that is sealed."""
    return Field(default="", sa_column=Column(SealedText(label), nullable=False))
