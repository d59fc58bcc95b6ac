"""Why a file is not taken as a photo; each refusal carries the sentence for its sender."""

from __future__ import annotations

from math import ceil

from locales.message import Message, _


class PictureRefused(Exception):
    """The file is not taken; `message` tells its sender what was wrong and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class EmptyFile(PictureRefused):
    """The file has no bytes."""


class TooManyBytes(PictureRefused):
    """The file is larger than a photo may be."""


class TooManyPixels(PictureRefused):
    """The picture would unfold to more pixels than are taken."""


class TooManyScans(PictureRefused):
    """A progressive JPEG of so many passes that decoding it would hold a worker up."""


class NotAPhoto(PictureRefused):
    """The file is something else, whatever its name says."""


class BrokenPhoto(PictureRefused):
    """The file begins like a photo but cannot be decoded to its end."""


class MovingPicture(PictureRefused):
    """The picture has several frames."""


def refuse_empty() -> EmptyFile:
    """Return the refusal of a file without bytes."""
    return EmptyFile(_("The file is empty. Please send the photo again."))


def refuse_bytes(size: int, most: int) -> TooManyBytes:
    """Return the refusal of a file of `size` bytes where `most` are taken."""
    return TooManyBytes(
        _(
            "The photo is too large: {size} MB, and at most {most} MB can be taken. "
            "Send it as a photo instead of a file, or send a smaller one.",
            size=_in_millions(size),
            most=_in_millions(most),
        )
    )


def refuse_pixels(most: int) -> TooManyPixels:
    """Return the refusal of a picture of more than `most` pixels."""
    millions, rest = divmod(most, 1_000_000)
    shown = f"{most:,}" if rest else _("{count} million", count=millions)
    return TooManyPixels(
        _("The photo has too many pixels: at most {most}. Please send a smaller one.", most=shown)
    )


def refuse_scans() -> TooManyScans:
    """Return the refusal of a JPEG that is built to keep us busy."""
    return TooManyScans(
        _(
            "This file is built in a way that cannot be processed. Please take the photo "
            "anew and send that."
        )
    )


def refuse_broken() -> BrokenPhoto:
    """Return the refusal of a photo that cannot be decoded to its end."""
    return BrokenPhoto(
        _(
            "The photo is damaged or incomplete; it may have been cut off on the way. "
            "Please send it again."
        )
    )


def refuse_moving() -> MovingPicture:
    """Return the refusal of an animation."""
    return MovingPicture(_("This is a moving picture. Please send a still photo."))


def refuse_kind(head: bytes) -> NotAPhoto:
    """Return the refusal of a file that is no photo, naming what its first bytes say it is."""
    kind = _kind_of(head)
    if kind is None:
        return NotAPhoto(
            _("This file is not a photo. Please send a JPEG, PNG, WebP or HEIC picture.")
        )
    return NotAPhoto(
        _("This is {kind}, not a photo. Please send a JPEG, PNG, WebP or HEIC picture.", kind=kind)
    )


def _kind_of(head: bytes) -> Message | None:
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for prefixes, name in _kinds():
        if begins.startswith(prefixes):
            return name
    if head[4:8] != b"ftyp":
        return None
    return _("a picture of another kind") if head[8:11] == b"avi" else _("a video")


def _kinds() -> list[tuple[tuple[bytes, ...], Message]]:
    """Return the first bytes, in small letters, of what people send by mistake."""
    return [
        ((b"gif8",), _("a GIF picture")),
        ((b"<svg", b"<?xml"), _("a drawing")),
        ((b"<!doctype", b"<html", b"<head", b"<script"), _("a web page")),
        ((b"%pdf",), _("a PDF document")),
        ((b"pk\x03\x04", b"\xd0\xcf\x11\xe0"), _("a document or an archive")),
        ((b"rar!", b"7z\xbc\xaf", b"\x1f\x8b"), _("an archive")),
        ((b"bm", b"ii*\x00", b"mm\x00*"), _("a picture of another kind")),
        ((b"mz", b"\x7felf"), _("a program")),
        ((b"id3", b"oggs", b"\xff\xfb"), _("a sound recording")),
    ]


def _in_millions(count: int) -> str:
    """Return millions with one decimal, rounded up: over a limit must not read as equal."""
    whole, rest = divmod(ceil(count / 100_000), 10)
    return f"{whole}.{rest}" if rest else str(whole)
