"""When and where a photo was taken, and with what, as its EXIF record says; a malformed record says
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from math import isfinite
from re import fullmatch
from typing import Any, TypeVar

from PIL import ExifTags, Image

from pictures.types import Origin

Read = TypeVar("Read")
LONGEST_NAME = 80


def read_origin(image: Image.Image, zone: tzinfo) -> Origin:
    """Return the origin of a loaded image; a time without an offset is taken to be in `zone`. Never
    raises.
    """
    exif = _or_none(image.getexif)
    if exif is None:
        return Origin()
    latitude, longitude = _or_none(lambda: _read_place(exif.get_ifd(ExifTags.IFD.GPSInfo))) or (
        None,
        None,
    )
    return Origin(
        taken_at=_or_none(lambda: _read_time(exif, zone)),
        latitude=latitude,
        longitude=longitude,
        camera=_or_none(lambda: _read_camera(exif)) or "",
    )


def read_orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 where it is missing or makes no sense."""
    value = _or_none(lambda: image.getexif().get(ExifTags.Base.Orientation))
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _or_none(read: Callable[[], Read]) -> Read | None:
    """Read a part of a record that a stranger wrote: whatever it makes the parser raise, the part
    is missing.
    """
    try:
        return read()
    except Exception:  # noqa: BLE001  # see above: a record can make Pillow raise nearly anything
        return None


def _read_time(exif: Image.Exif, zone: tzinfo) -> datetime | None:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    for stamp, offset in (
        (
            details.get(ExifTags.Base.DateTimeOriginal),
            details.get(ExifTags.Base.OffsetTimeOriginal),
        ),
        (
            details.get(ExifTags.Base.DateTimeDigitized),
            details.get(ExifTags.Base.OffsetTimeDigitized),
        ),
        (exif.get(ExifTags.Base.DateTime), details.get(ExifTags.Base.OffsetTime)),
    ):
        local = _or_none(lambda stamp=stamp: datetime.strptime(_text(stamp), "%Y:%m:%d %H:%M:%S"))  # type: ignore[misc]  # noqa: DTZ007
        if (
            local is not None and local.year >= 1990
        ):  # a camera whose clock was never set says 1970 or 1980
            return local.replace(tzinfo=_read_offset(_text(offset)) or zone).astimezone(UTC)
    return None


def _read_offset(text: str) -> timezone | None:
    parts = fullmatch(r"([+-])(\d\d):(\d\d)", text)
    if text == "Z" or parts is None:
        return UTC if text == "Z" else None
    away = timedelta(hours=int(parts[2]), minutes=int(parts[3]))
    return timezone(away if parts[1] == "+" else -away) if away <= timedelta(hours=14) else None


def _read_place(gps: dict[int, Any]) -> tuple[float, float] | None:
    latitude = _in_degrees(
        gps[ExifTags.GPS.GPSLatitude], _text(gps.get(ExifTags.GPS.GPSLatitudeRef)), "NS", 90
    )
    longitude = _in_degrees(
        gps[ExifTags.GPS.GPSLongitude], _text(gps.get(ExifTags.GPS.GPSLongitudeRef)), "EW", 180
    )
    if (
        latitude is None or longitude is None or latitude == longitude == 0
    ):  # phones without a fix write 0, 0
        return None
    return latitude, longitude


def _in_degrees(parts: Any, letter: str, letters: str, most: int) -> float | None:
    """Return degrees from (degrees, minutes, seconds); None out of range or without its hemisphere."""
    degrees, minutes, seconds = (*map(float, parts), 0.0, 0.0)[:3]
    value = degrees + minutes / 60 + seconds / 3600
    letter = letter.upper()
    sensible = (
        isfinite(value)
        and degrees >= 0
        and 0 <= minutes <= 60
        and 0 <= seconds <= 60
        and value <= most
    )
    if not sensible or len(letter) != 1 or letter not in letters:
        return None
    return round(value if letter == letters[0] else -value, 6)


def _read_camera(exif: Image.Exif) -> str:
    make, model = _text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))
    return (model if model.lower().startswith(make.lower()) else f"{make} {model}".strip())[
        :LONGEST_NAME
    ]


def _text(value: Any) -> str:
    text = (
        value.decode("utf-8", "ignore")
        if isinstance(value, bytes)
        else value
        if isinstance(value, str)
        else ""
    )
    return "".join(letter for letter in text if letter.isprintable()).strip()
