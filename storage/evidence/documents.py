"""Documents: which are taken, and whether a file is what its name says."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath

from locales import _
from pictures.refusals import PictureRefused

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD_BYTES = 64 << 10  # that are looked at


class DocumentRefused(PictureRefused):
    """The file is not taken; `message` says why and what to send instead."""


def check_document(path: Path, name: str) -> str:
    """Return the document's media type, proven by its content; raises DocumentRefused."""
    suffix = PurePath(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise DocumentRefused(_("It is empty. Please send the right file."))
    if suffix not in DOCUMENTS:
        raise DocumentRefused(_("Files of this kind are not taken."))
    media, is_one = DOCUMENTS[suffix]
    if is_one(path, head):
        return media
    if suffix in (".docx", ".xlsx", ".pptx") and head.startswith(_OLE):
        raise DocumentRefused(
            _(
                "It is protected by a password, or of an older kind. Please save it anew "
                "without a password."
            )
        )
    raise DocumentRefused(
        _(
            "Its content is not what its name says, or it is damaged. Please save it anew "
            "and send that."
        )
    )


def _is_pdf(_path: Path, head: bytes) -> bool:
    return b"%PDF-" in head[:1024] and not head.startswith((b"MZ", _ZIP, _OLE))


def _is_ole(_path: Path, head: bytes) -> bool:
    return head.startswith(_OLE)


def _is_zip(path: Path, head: bytes) -> bool:
    return head.startswith((_ZIP, b"PK\x05\x06")) and zipfile.is_zipfile(path)


def _is_either(path: Path, head: bytes) -> bool:
    return _is_ole(path, head) or _is_zip(path, head)


def _holds(*wanted: str) -> Callable[[Path, bytes], bool]:
    """Return a check for a package that holds one of these, such as the body of a text."""

    def check(path: Path, head: bytes) -> bool:
        if not _is_zip(path, head):
            return False
        try:
            with zipfile.ZipFile(path) as package:
                return any(name.startswith(wanted) for name in package.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
            return False

    return check


def _is_text(_path: Path, head: bytes) -> bool:
    if head.startswith(_UTF16):
        return True
    return b"\0" not in head and not head.startswith((b"MZ", b"%PDF-", _ZIP, _OLE, b"\x7fELF"))


_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS: dict[str, tuple[str, Callable[[Path, bytes], bool]]] = {
    ".pdf": ("application/pdf", _is_pdf),
    ".doc": ("application/msword", _is_ole),
    ".docx": (f"{_OFFICE}.wordprocessingml.document", _holds("word/")),
    ".xls": ("application/vnd.ms-excel", _is_ole),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _holds("xl/")),
    ".ppt": ("application/vnd.ms-powerpoint", _is_ole),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", _holds("ppt/")),
    ".wps": ("application/vnd.ms-works", _is_either),
    ".et": ("application/octet-stream", _is_either),
    ".ofd": ("application/ofd", _holds("OFD.xml")),
    ".zip": ("application/zip", _is_zip),
    ".txt": ("text/plain", _is_text),
}
SUFFIXES = tuple(DOCUMENTS)
