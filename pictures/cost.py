"""What decoding a photo costs, told from its head: memory, and passes over its pixels."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

from pictures.refusals import refuse_pixels, refuse_scans
from pictures.stamp import PUBLIC_EDGE

MAX_SCANS = 100  # cameras and editors write about ten
MAX_SCANNED_PIXELS = 600_000_000  # scans times pixels: two seconds of work, and ten scans of 60 MP
MAX_MEMORY = 275_000_000  # bytes for one photo: all that 50 megapixels of PNG take
WORKING_MEMORY = 50_000_000  # bytes for the copies that are made of it
# measured; these decoders hold the picture more than once
BYTES_A_PIXEL = {"WEBP": 14, "HEIF": 7}
NARROW_MODES = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # bytes a pixel; all others have
WIDE_PIXEL = 4
SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def is_flat(image: Image.Image) -> bool:
    """Tell whether the image is opaque, with 8 bits a channel."""
    return image.mode in ("RGB", "L", "CMYK", "LAB") and "transparency" not in image.info


def count_scans(image: Image.Image, path: Path) -> int:
    """Return how many scans a JPEG has; one of thousands takes hours to decode."""
    data, at, scans = path.read_bytes(), 2, 0
    may_have_more, layers = "progressive" in image.info, getattr(image, "layers", 0)
    while (found := SCAN.search(data, at)) is not None and found[0][-1] != 0xD9:
        if found[0][-1] == 0xDA:
            scans += 1
            colours = data[found.end() + 2 : found.end() + 3]
            if scans == 1 and not may_have_more and colours >= bytes([layers]):
                return 1  # all colours are in it: a second one is an error
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return scans


def check_scans(scans: int, pixels: int) -> None:
    """Raise TooManyScans for a JPEG that is built to hold us up."""
    if scans > MAX_SCANS or (scans > 1 and scans * pixels > MAX_SCANNED_PIXELS):
        raise refuse_scans()


def memory_for(image: Image.Image, pixels: int, scans: int = 0) -> int:
    """Return the bytes that it takes to decode an image of so many pixels in its file.

    A JPEG is to be told first in what size it is wanted. Raises TooManyPixels for what takes more
    than there is.
    """
    width, height = image.size
    kind = image.format or ""
    a_pixel = BYTES_A_PIXEL.get(kind) or NARROW_MODES.get(image.mode, WIDE_PIXEL)
    memory = width * height * a_pixel
    factor = max(1, max(width, height) // PUBLIC_EDGE)  # by which it is made smaller first
    if factor > 1 or not is_flat(image):
        memory += width * height * WIDE_PIXEL // factor**2
    if scans > 1:
        memory += round(pixels * 2 * _samples_a_pixel(image))  # all is kept until the last scan
    if memory + WORKING_MEMORY > MAX_MEMORY:
        most = (MAX_MEMORY - WORKING_MEMORY) * pixels // memory
        raise refuse_pixels(most // 1_000_000 * 1_000_000)
    return memory + WORKING_MEMORY


def _samples_a_pixel(image: Image.Image) -> float:
    """Return how many values a JPEG has for each pixel: 1.5 where colours are halved each way."""
    layers = [(across, down) for _id, across, down, _table in image.layer]  # type: ignore[attr-defined]  # a JPEG has it
    whole = max(across for across, _ in layers) * max(down for _, down in layers)
    return float(sum(across * down for across, down in layers) / whole)
