"""What the worker processes do with a photo; Pillow is loaded by them alone."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from pictures.types import PhotoLimits, Stamp, Verified


def measure_photo(original: Path, limits: PhotoLimits) -> int:
    """Return the bytes of memory that decoding the photo takes; raises a PictureRefused."""
    # here and below, because the program imports this module to name its functions
    from pictures.decode import measure

    return measure(original, limits)


def copy_photo(
    original: Path, public: Path, thumbnail: Path, limits: PhotoLimits, zone: tzinfo
) -> Verified:
    """Prove the photo and write its public copy and its thumbnail; raises a PictureRefused."""
    from pictures.decode import process

    return process(original, public, thumbnail, limits, zone)


def stamp_photo(
    original: Path, public: Path, limits: PhotoLimits, stamp: Stamp, font: Path | None
) -> None:
    """Write the public copy with the stamp, in this font or in one found; may refuse the photo."""
    from bot.media.fonts import find_font
    from pictures.decode import make_public

    make_public(original, public, limits, stamp, font or find_font())
