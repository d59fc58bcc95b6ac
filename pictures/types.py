"""What is known of a photo and said on it, as plain facts that cross to the workers and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from locales.translate import BEIJING


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What a photo may measure, in bytes of file and in pixels."""

    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a photo comes from: `taken_at` in UTC, degrees in WGS 84; None or "" if not said."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """A file that is a photo: its format (JPEG, PNG, WebP, HEIC), its upright size, its origin."""

    format: str
    width: int
    height: int
    size: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the strip at a photo's bottom says; `at` is shown in `zone`."""

    at: datetime
    place: str
    number: str
    bureau: str
    zone: tzinfo = BEIJING
