"""A sealed box: anybody can close it with the public key, the private key alone opens it.

ECDH on P-256 with a key made for this one box, HKDF-SHA256, AES-256-GCM (as in RFC 9180, in the
pieces that every browser's Web Crypto has: bot/web/static/sealed_box.js opens it).
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

POINT_BYTES = 65  # of a public key: 04, x and y
_INFO = b"mingcha identity 1"
_NONCE = bytes(12)  # each box has a key of its own


def is_public_key(text: str) -> bool:
    """Tell whether this is a public key: an uncompressed point of P-256 in base64url."""
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(text))
    except ValueError:
        return False
    return len(decode(text)) == POINT_BYTES


def fingerprint(public_key: str) -> str:
    """Return what people compare of a public key: sixteen hexadecimal digits in fours."""
    digits = hashlib.sha256(decode(public_key)).hexdigest()[:16].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 16, 4))


def seal(public_key: str, content: bytes, *, label: str) -> str:
    """Return the content in a box, base64url: a public key of its own, then what is encrypted.

    It opens under the same `label` alone, so that no box passes for another's.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    theirs = decode(public_key)
    recipient = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    private = ec.generate_private_key(ec.SECP256R1())
    ours = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = derive_key(private.exchange(ec.ECDH(), recipient), ours + theirs)
    return encode(ours + AESGCM(key).encrypt(_NONCE, content, label.encode()))


def derive_key(shared: bytes, salt: bytes) -> bytes:
    """Return the key of one box: 32 bytes."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=32, salt=salt, info=_INFO).derive(shared)


def encode(content: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return what `encode` wrote; raises ValueError for anything else."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
