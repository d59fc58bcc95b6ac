"""Long screenshots: laid out in columns, so that a copy of 2048 px can be read; and nothing
narrower than platforms show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image

from pictures.stamp import PUBLIC_EDGE

LONG_FROM = (
    6  # times as high as wide: three screens of a phone; no camera takes such a photo upright
)
MOST_COLUMNS = 12
NARROWEST = 20  # the long side by the short one; Telegram refuses what is narrower


@dataclass(frozen=True, slots=True)
class Columns:
    """How an upright picture is laid out: in `count` columns, from an image whose long edge is
    `edge`.
    """

    count: int = 1
    edge: int = PUBLIC_EDGE

    @classmethod
    def of(cls, width: int, height: int) -> Columns:
        """Return the layout for a picture of this size: a long one becomes about as wide as high."""
        if height <= PUBLIC_EDGE or height < LONG_FROM * width:
            return cls()
        count = min(MOST_COLUMNS, math.ceil(math.sqrt(height / width)))
        sheet = _sheet(width, height, count)
        return cls(
            count, min(height, max(PUBLIC_EDGE, math.floor(height * PUBLIC_EDGE / max(sheet))))
        )

    def lay(self, image: Image.Image) -> Image.Image:
        """Return the RGB image laid out; each column ends with the beginning of the next, so that
        no line is cut in two.
        """
        if self.count == 1:
            return image
        sheet = Image.new("RGB", _sheet(*image.size, self.count), "white")
        gap, again, step = _measures(*image.size, self.count)
        for place in range(self.count):
            part = image.crop(
                (0, place * step, image.width, min(image.height, (place + 1) * step + again))
            )
            sheet.paste(part, (place * (image.width + gap), 0))
        return sheet


def pad(image: Image.Image) -> Image.Image:
    """Return the image with white beside or below it where it is too narrow to be shown."""
    least = -(-max(image.size) // NARROWEST)
    if min(image.size) >= least:
        return image
    wide = Image.new("RGB", (max(image.width, least), max(image.height, least)), "white")
    wide.paste(image)
    return wide


def _measures(width: int, height: int, count: int) -> tuple[int, int, int]:
    """Return the gap between columns, how much of the next column is shown already, and how far
    down that one begins.
    """
    return max(4, width // 30), width // 8, -(-height // count)


def _sheet(width: int, height: int, count: int) -> tuple[int, int]:
    gap, again, step = _measures(width, height, count)
    return count * width + (count - 1) * gap, step + again
