"""When and where a photo was taken, and with what, as EXIF says; what is malformed is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from math import isfinite
from re import fullmatch
from typing import Any, TypeVar

from PIL import ExifTags, Image

from pictures.types import Origin

Read = TypeVar("Read")
MAX_NAME_CHARACTERS = 80
FIRST_YEAR = 1990
MAX_OFFSET = timedelta(hours=14)


def read_origin(image: Image.Image, zone: tzinfo) -> Origin:
    """Return the origin of a loaded image, a time without offset being in `zone`; never raises."""
    exif = _or_none(image.getexif)
    if exif is None:
        return Origin()
    place = _or_none(lambda: _read_place(exif.get_ifd(ExifTags.IFD.GPSInfo)))
    return Origin(
        taken_at=_or_none(lambda: _read_time(exif, zone)),
        latitude=place[0] if place is not None else None,
        longitude=place[1] if place is not None else None,
        camera=_or_none(lambda: _read_camera(exif)) or "",
    )


def read_orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 where it is missing or makes no sense."""
    value = _or_none(lambda: image.getexif().get(ExifTags.Base.Orientation))
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _or_none(read: Callable[[], Read]) -> Read | None:
    """Read a part of a stranger's record; whatever it makes the parser raise, it is missing."""
    try:
        return read()
    except Exception:  # noqa: BLE001  # see above: a record can make Pillow raise nearly anything
        return None


def _read_time(exif: Image.Exif, zone: tzinfo) -> datetime | None:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    tags = ExifTags.Base
    written = (
        (details.get(tags.DateTimeOriginal), details.get(tags.OffsetTimeOriginal)),
        (details.get(tags.DateTimeDigitized), details.get(tags.OffsetTimeDigitized)),
        (exif.get(tags.DateTime), details.get(tags.OffsetTime)),
    )
    for stamp, offset in written:
        local = _read_stamp(_text(stamp))
        # a camera whose clock was never set says 1970 or 1980
        if local is not None and local.year >= FIRST_YEAR:
            return local.replace(tzinfo=_read_offset(_text(offset)) or zone).astimezone(UTC)
    return None


def _read_stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # its zone comes apart
    except ValueError:
        return None


def _read_offset(text: str) -> timezone | None:
    if text == "Z":
        return UTC
    parts = fullmatch(r"([+-])(\d\d):(\d\d)", text)
    if parts is None:
        return None
    away = timedelta(hours=int(parts[2]), minutes=int(parts[3]))
    if away > MAX_OFFSET:
        return None
    return timezone(away if parts[1] == "+" else -away)


def _read_place(gps: dict[int, Any]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    half = _text(gps.get(tags.GPSLatitudeRef)), _text(gps.get(tags.GPSLongitudeRef))
    latitude = _in_degrees(gps[tags.GPSLatitude], half[0], "NS", 90)
    longitude = _in_degrees(gps[tags.GPSLongitude], half[1], "EW", 180)
    if latitude is None or longitude is None:
        return None
    if latitude == longitude == 0:  # phones without a fix write it
        return None
    return latitude, longitude


def _in_degrees(parts: Any, letter: str, letters: str, most: int) -> float | None:
    """Return degrees from (degrees, minutes, seconds); None out of range or for no hemisphere."""
    degrees, minutes, seconds = (*map(float, parts), 0.0, 0.0)[:3]
    value = degrees + minutes / 60 + seconds / 3600
    if not isfinite(value) or degrees < 0 or value > most:
        return None
    if not (0 <= minutes <= 60 and 0 <= seconds <= 60):
        return None
    hemisphere = letter.upper()
    if hemisphere not in tuple(letters):
        return None
    return round(value if hemisphere == letters[0] else -value, 6)


def _read_camera(exif: Image.Exif) -> str:
    make, model = _text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))
    name = model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()
    return name[:MAX_NAME_CHARACTERS]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "ignore")
    if not isinstance(value, str):
        return ""
    return "".join(letter for letter in value if letter.isprintable()).strip()
