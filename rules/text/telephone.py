"""Telephone numbers as people in China write them: mobile, landline, extension."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2[0-9]|[3-9][0-9]{2}))?[2-8][0-9]{6,7}")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|(?<=[0-9]{7})-(?=[0-9]{1,6}$))", re.IGNORECASE)


def read_telephone(text: str) -> str | None:
    """Return the number in plain digits ("077112345678", "5823456-801"), None when it is none.

    Full-width digits, spaces, brackets, dashes and the country code are taken as people write them.
    """
    written = re.sub(r"[\s().·—–_]", "", unicodedata.normalize("NFKC", text))
    written = re.sub(r"^(?:\+|00)?86-?(?=0?[1-9][0-9-]{6,})", "", written)
    plain = written.replace("-", "")
    if _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain):
        return plain
    if _MOBILE.fullmatch(plain.removeprefix("0")):
        return plain[1:]  # 013…: dialled from afar as one once did
    number, *extension = _EXTENSION.split(written, maxsplit=1)
    number = number.replace("-", "")
    is_whole = (
        extension and re.fullmatch(r"[0-9]{1,6}", extension[0]) and _LANDLINE.fullmatch(number)
    )
    return f"{number}-{extension[0]}" if is_whole else None
