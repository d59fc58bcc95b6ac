"""Under which keys originals and copies are stored."""

from __future__ import annotations

import re

from storage.evidence.failures import WrongName

ORIGINALS = "originals/"
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_COPY = re.compile(rf"{_PART}(/{_PART})*")


def original_name(digest: str) -> str:
    """Return the key of the original with this SHA-256."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise WrongName(digest)
    return f"{ORIGINALS}{digest[:2]}/{digest[2:]}"


def copy_name(name: str) -> str:
    """Return the key of a copy; a name is parts of letters, digits, . - and _ between slashes."""
    if not _COPY.fullmatch(name):
        raise WrongName(name)
    return f"copies/{name}"
