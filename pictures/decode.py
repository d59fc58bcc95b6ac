"""Photos as they come in: proved by decoding, made upright, small and bare."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import tzinfo
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import NamedTuple, TypeVar

from PIL import Image, ImageCms, UnidentifiedImageError

from locales.translate import BEIJING
from pictures.cost import check_scans, count_scans, is_flat, memory_for
from pictures.exif import read_orientation, read_origin
from pictures.long import Columns, pad
from pictures.refusals import (
    PictureRefused,
    refuse_broken,
    refuse_bytes,
    refuse_empty,
    refuse_kind,
    refuse_moving,
    refuse_pixels,
)
from pictures.stamp import PUBLIC_EDGE, draw_stamp
from pictures.types import PhotoLimits, Stamp, Verified

# MPO is what phones write when a JPEG carries a second picture, such as a gain map.
FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WebP", "HEIF": "HEIC"}
# a half-scale decode this long is as good to look at as a full one, at a third of the work
SHARP_EDGE = 1600
THUMBNAIL_EDGE = 320
JPEG_QUALITY = 85
BAND_PIXELS = 1_000_000  # that are made opaque and smaller at a time
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# those by which width and height change places
SIDEWAYS = {UPRIGHT[orientation] for orientation in (5, 6, 7, 8)}


Found = TypeVar("Found")


class Head(NamedTuple):
    """A picture's size in pixels as its file says it, and the bytes of memory it takes."""

    width: int
    height: int
    memory: int


def verify(path: Path, limits: PhotoLimits, zone: tzinfo = BEIJING) -> Verified:
    """Prove that the file is a photo by decoding all of it; raises a PictureRefused."""
    return _develop(path, limits, zone)[1]


def measure(path: Path, limits: PhotoLimits) -> int:
    """Return the bytes of memory that decoding the photo takes; raises a PictureRefused."""
    return _examine(path, limits, lambda _image, head: head.memory)


def process(
    path: Path, public: Path, thumbnail: Path, limits: PhotoLimits, zone: tzinfo = BEIJING
) -> Verified:
    """Prove the photo and write public copy and thumbnail as JPEG; raises a PictureRefused."""
    image, verified = _develop(path, limits, zone)
    _save(image, public)
    _save(_shrink_to_thumbnail(image), thumbnail)
    return verified


def make_public(
    path: Path, out: Path, limits: PhotoLimits, stamp: Stamp | None = None, font: Path | None = None
) -> None:
    """Write the public copy, stamped if a stamp is given; raises a PictureRefused.

    It is an upright JPEG of at most 2048 px without metadata.
    """
    image, _ = _develop(path, limits, BEIJING)
    _save(image if stamp is None else draw_stamp(image, stamp, font), out)


def _develop(path: Path, limits: PhotoLimits, zone: tzinfo) -> tuple[Image.Image, Verified]:
    """Decode the file into an upright sRGB image of at most 2048 px, without metadata."""
    size = path.stat().st_size
    return _examine(path, limits, lambda image, head: _decode(image, head, zone, size))


def _examine(path: Path, limits: PhotoLimits, work: Callable[[Image.Image, Head], Found]) -> Found:
    """Do the work on the image, of which the head is read and found good; raises a
    PictureRefused.
    """
    size = path.stat().st_size
    if size == 0:
        raise refuse_empty()
    if size > limits.max_bytes:
        raise refuse_bytes(size, limits.max_bytes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with _open(path) as image:
                return work(image, _check(image, path, limits))
    except UnidentifiedImageError:
        raise _refuse_unknown(path) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refuse_pixels(limits.max_pixels) from None
    except (PictureRefused, MemoryError):
        raise
    # a hostile file can make a decoder raise anything; only the disk's own errors are not the
    # file's
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise refuse_broken() from error


def _check(image: Image.Image, path: Path, limits: PhotoLimits) -> Head:
    """Refuse what is too much, and have a large JPEG decoded smaller."""
    width, height = image.size
    if width * height > limits.max_pixels:
        raise refuse_pixels(limits.max_pixels)
    kind = FORMATS[image.format or ""]
    if kind in ("PNG", "WebP") and getattr(image, "is_animated", False):
        raise refuse_moving()
    scans = count_scans(image, path) if kind == "JPEG" else 0
    check_scans(scans, width * height)
    if kind == "JPEG":
        _draft(image, max(Columns.of(width, height).edge, Columns.of(height, width).edge))
    return Head(width, height, memory_for(image, width * height, scans))


def _decode(
    image: Image.Image, head: Head, zone: tzinfo, size: int
) -> tuple[Image.Image, Verified]:
    width, height = head.width, head.height
    kind = FORMATS[image.format or ""]
    image.load()
    turn = UPRIGHT.get(read_orientation(image))
    if turn in SIDEWAYS:
        width, height = height, width
    columns = Columns.of(width, height)
    origin = read_origin(image, zone)
    small = _to_srgb(_shrink(image, columns.edge), image.info.get("icc_profile"))
    if turn is not None:
        small = small.transpose(turn)
    small.info = {}  # Pillow would write a JPEG's comment into the copy
    return pad(_fit(columns.lay(small), PUBLIC_EDGE)), Verified(kind, width, height, size, origin)


def _open(path: Path) -> Image.Image:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] != b"ftyp":
        return Image.open(path, formats=["JPEG", "PNG", "WEBP"])
    # here, so that a worker without HEIC photos does not pay for it
    from pillow_heif import options, register_heif_opener

    register_heif_opener(thumbnails=False)
    options.DECODE_THREADS = 1  # the other core is somebody else's
    return Image.open(path, formats=["HEIF"])


def _refuse_unknown(path: Path) -> PictureRefused:
    with path.open("rb") as file:
        head = file.read(64)
    if (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG"))
        or head[8:12] == b"WEBP"
        or head[8:11] in (b"hei", b"hev", b"mif", b"msf")
    ):
        return refuse_broken()
    return refuse_kind(head)


def _draft(image: Image.Image, edge: int) -> None:
    """Let libjpeg decode at 1/2, 1/4 or 1/8.

    It still reads the file to its end, so a cut-off file is found.
    """
    width, height = image.size
    sharp = edge * SHARP_EDGE // PUBLIC_EDGE
    for scale in (8, 4, 2):
        if max(width, height) // scale >= sharp:
            image.draft(None, (max(1, width // scale), max(1, height // scale)))
            return


def _shrink(image: Image.Image, edge: int) -> Image.Image:
    """Return the image with its long edge at most `edge`, opaque, 8 bits a channel.

    Memory stays near the decoded image's.
    """
    width, height = image.size
    factor = max(1, max(width, height) // edge)
    if factor == 1 and is_flat(image):
        return _fit(image, edge)
    first = _flatten(image.crop((0, 0, 1, 1)))
    small = Image.new(first.mode, (ceil(width / factor), ceil(height / factor)))
    rows = max(1, BAND_PIXELS // width // factor) * factor
    for top in range(0, height, rows):
        band = _flatten(image.crop((0, top, width, min(height, top + rows))))
        small.paste(band.reduce(factor), (0, top // factor))
    return _fit(small, edge)


def _fit(image: Image.Image, edge: int) -> Image.Image:
    longest = max(image.size)
    if longest <= edge:
        return image
    size = (
        max(1, round(image.width * edge / longest)),
        max(1, round(image.height * edge / longest)),
    )
    # as sharp as bicubic when making smaller, at half its cost
    return image.resize(size, Image.Resampling.HAMMING)


def _flatten(image: Image.Image) -> Image.Image:
    """Return the image in L, RGB, CMYK or LAB, what is transparent as white."""
    if is_flat(image):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return _on_white(image)
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    seen = image.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image in sRGB; a profile that cannot be used is left aside."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(source):
                converted = ImageCms.profileToProfile(
                    image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
                return converted if converted is not None else image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode == "RGB" else image.convert("RGB")


def _shrink_to_thumbnail(image: Image.Image) -> Image.Image:
    factor = max(image.size) // THUMBNAIL_EDGE
    return _fit(image.reduce(factor) if factor > 1 else image, THUMBNAIL_EDGE)


def _save(image: Image.Image, out: Path) -> None:
    image.save(out, "JPEG", quality=JPEG_QUALITY)
