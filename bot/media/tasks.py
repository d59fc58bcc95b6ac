"""What the darkroom's workers do with a photo: Pillow is loaded by them alone, the program itself
need not carry it.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from pictures.types import PhotoLimits, Stamp, Verified


def develop(
    original: Path, public: Path, thumbnail: Path, limits: PhotoLimits, zone: tzinfo
) -> Verified:
    """Prove the photo and write its public copy and its thumbnail; raises a PictureRefused."""
    from pictures.decode import (
        process,  # here and below, because the program imports this module to name its functions
    )

    return process(original, public, thumbnail, limits, zone)


def print_stamped(
    original: Path, public: Path, limits: PhotoLimits, stamp: Stamp, font: Path | None
) -> None:
    """Write the public copy with the stamp, in this font or the one that is found; raises a
    PictureRefused.
    """
    from bot.media.fonts import find_font
    from pictures.decode import make_public

    make_public(original, public, limits, stamp, font or find_font())
