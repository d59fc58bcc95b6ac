"""Long screenshots, laid out in columns so that a copy of 2048 px can be read."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image

from pictures.stamp import PUBLIC_EDGE

# times as high as wide: three screens of a phone; no camera takes such a photo upright
LONG_FROM = 6
MAX_COLUMNS = 12
MAX_ASPECT = 20  # the long side by the short one; Telegram refuses what is narrower


@dataclass(frozen=True, slots=True)
class Columns:
    """How an upright picture is laid out: in `count` columns, from one with that long `edge`."""

    count: int = 1
    edge: int = PUBLIC_EDGE

    @classmethod
    def of(cls, width: int, height: int) -> Columns:
        """Return the layout for this size: a long picture becomes about as wide as high."""
        if height <= PUBLIC_EDGE or height < LONG_FROM * width:
            return cls()
        count = min(MAX_COLUMNS, math.ceil(math.sqrt(height / width)))
        longest = max(_size_laid_out(width, height, count))
        edge = max(PUBLIC_EDGE, math.floor(height * PUBLIC_EDGE / longest))
        return cls(count, min(height, edge))

    def lay(self, image: Image.Image) -> Image.Image:
        """Return the RGB image laid out.

        Each column ends with the beginning of the next, so that no line is cut in two.
        """
        if self.count == 1:
            return image
        laid_out = Image.new("RGB", _size_laid_out(*image.size, self.count), "white")
        gap, again, step = _measures(*image.size, self.count)
        for place in range(self.count):
            bottom = min(image.height, (place + 1) * step + again)
            part = image.crop((0, place * step, image.width, bottom))
            laid_out.paste(part, (place * (image.width + gap), 0))
        return laid_out


def pad(image: Image.Image) -> Image.Image:
    """Return the image with white beside or below it where it is too narrow to be shown."""
    least = math.ceil(max(image.size) / MAX_ASPECT)
    if min(image.size) >= least:
        return image
    wide = Image.new("RGB", (max(image.width, least), max(image.height, least)), "white")
    wide.paste(image)
    return wide


def _measures(width: int, height: int, count: int) -> tuple[int, int, int]:
    """Return the gap between columns, how much of the next is shown, and where that one begins."""
    return max(4, width // 30), width // 8, math.ceil(height / count)


def _size_laid_out(width: int, height: int, count: int) -> tuple[int, int]:
    gap, again, step = _measures(width, height, count)
    return count * width + (count - 1) * gap, step + again
