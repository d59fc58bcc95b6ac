"""The custodian's side of a sealed box, as the browser does it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.identity.sealed_box import POINT_BYTES, decode, derive_key, encode


@dataclass(frozen=True)
class KeyPair:
    """A custodian's key; the same number gives the same key."""

    number: int

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """The half that stays with the custodian."""
        return ec.derive_private_key(self.number, ec.SECP256R1())

    @property
    def public(self) -> str:
        """The half that the server has, as it is stored."""
        point = self.private.public_key()
        return encode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


TEST_KEY, OTHER_KEY = KeyPair(2**200 + 7), KeyPair(2**201 + 9)


def open_box(key: KeyPair, box: str, label: str) -> bytes:
    """Return what is in the box; raises InvalidTag when it does not open."""
    content = decode(box)
    theirs, sealed = content[:POINT_BYTES], content[POINT_BYTES:]
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = key.private.exchange(ec.ECDH(), sender)
    return AESGCM(derive_key(shared, theirs + decode(key.public))).decrypt(
        bytes(12), sealed, label.encode()
    )
