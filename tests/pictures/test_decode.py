"""Photos: what is taken, what is refused and why, what is read from them, and what people get to
see.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import piexif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageOps

from locales.translate import translate
from pictures.decode import make_public, process, verify
from pictures.refusals import (
    BrokenPhoto,
    EmptyFile,
    MovingPicture,
    NotAPhoto,
    PictureRefused,
    TooManyBytes,
    TooManyPixels,
    TooManyScans,
)
from pictures.types import Origin, PhotoLimits

LIMITS = PhotoLimits()


@cache
def picture(width: int = 600, height: int = 400, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ, so that a wrong turn shows."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.effect_noise((width, height), 20))).convert(mode)


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    if kind == "HEIF":
        from pillow_heif import from_pillow

        file = BytesIO()
        from_pillow(image).save(file, **how)
        return file.getvalue()
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def put(folder: Path, data: bytes, name: str = "upload.jpg") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def develop(folder: Path, data: bytes) -> Image.Image:
    make_public(put(folder, data), folder / "public.jpg", LIMITS)
    return opened(folder / "public.jpg")


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
    return image


def apart(one: Image.Image, other: Image.Image) -> int:
    """The mean difference of two pictures, 0 to 255."""
    assert one.size == other.size
    histogram = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(value * count for value, count in enumerate(histogram)) // (one.width * one.height)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WebP"), ("HEIF", "HEIC"), ("MPO", "JPEG")],
)
def test_photos_are_known_by_their_bytes(tmp_path: Path, kind: str, name: str) -> None:
    how = {"save_all": True, "append_images": [picture(60, 40)]} if kind == "MPO" else {}
    data = encoded(picture(), kind, **how)
    verified = verify(put(tmp_path, data, "upload.txt"), LIMITS)
    assert (verified.format, verified.width, verified.height, verified.size) == (
        name,
        600,
        400,
        len(data),
    )
    assert verified.origin == Origin()


@pytest.mark.parametrize("kind", ["JPEG", "half-scale JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.97])
def test_a_cut_off_photo_is_refused(tmp_path: Path, kind: str, kept: float) -> None:
    data = (
        encoded(picture(3400, 200), "JPEG") if kind.startswith("half") else encoded(picture(), kind)
    )
    with pytest.raises(BrokenPhoto):
        verify(put(tmp_path, data[: int(len(data) * kept)]), LIMITS)


def big_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00"))
        + chunk(b"IEND", b"")
    )


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is said over and over."""
    data = encoded(picture(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


REFUSED: list[tuple[str, type[PictureRefused], Callable[[], bytes], str]] = [
    ("nothing", EmptyFile, lambda: b"", "empty"),
    (
        "web page",
        NotAPhoto,
        lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>",
        "a web page",
    ),
    ("svg", NotAPhoto, lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a drawing"),
    ("pdf", NotAPhoto, lambda: b"%PDF-1.7\n%", "a PDF"),
    ("zip", NotAPhoto, lambda: b"PK\x03\x04" + bytes(200), "a document or an archive"),
    ("gif", NotAPhoto, lambda: encoded(picture(), "GIF"), "a GIF"),
    ("tiff", NotAPhoto, lambda: encoded(picture(), "TIFF"), "another kind"),
    ("bmp", NotAPhoto, lambda: encoded(picture(), "BMP"), "another kind"),
    ("video", NotAPhoto, lambda: b"\x00\x00\x00\x18ftypisom" + bytes(200), "a video"),
    ("words", NotAPhoto, "照片".encode, "not a photo"),
    ("noise", NotAPhoto, lambda: bytes(range(1, 200)), "not a photo"),
    ("jpeg start", BrokenPhoto, lambda: b"\xff\xd8\xff\xe0", "damaged"),
    ("png start", BrokenPhoto, lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    ("heic start", BrokenPhoto, lambda: b"\x00\x00\x00\x18ftypheic" + bytes(50), "damaged"),
    (
        "moving webp",
        MovingPicture,
        lambda: encoded(picture(), "WEBP", save_all=True, append_images=[picture().rotate(90)]),
        "moving",
    ),
    (
        "moving png",
        MovingPicture,
        lambda: encoded(picture(), "PNG", save_all=True, append_images=[picture().rotate(90)]),
        "moving",
    ),
    ("over the ceiling", TooManyPixels, lambda: big_header(8000, 6251), "50 million"),
    ("bomb warned of", TooManyPixels, lambda: big_header(10_000, 10_000), "50 million"),
    ("bomb", TooManyPixels, lambda: big_header(60_000, 60_000), "50 million"),
    ("scans", TooManyScans, lambda: many_scans(200), "cannot be processed"),
    ("bytes", TooManyBytes, lambda: bytes(20_000_001), "20.1 MB, and at most 20 MB"),
]


@pytest.mark.parametrize(
    ("kind", "make", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_no_photo_is_refused_with_a_reason(
    tmp_path: Path, kind: type[PictureRefused], make: Callable[[], bytes], words: str
) -> None:
    with pytest.raises(PictureRefused) as refused:
        process(put(tmp_path, make()), tmp_path / "public.jpg", tmp_path / "thumbnail.jpg", LIMITS)
    assert type(refused.value) is kind
    assert words in translate(refused.value.message, "en")
    assert pickle.loads(pickle.dumps(refused.value)).message == refused.value.message  # noqa: S301  # our own bytes, from a worker
    assert not (tmp_path / "public.jpg").exists()


def test_a_progressive_photo_is_taken(tmp_path: Path) -> None:
    assert verify(put(tmp_path, many_scans(3)), LIMITS).width == 600


def test_trouble_with_the_disk_is_not_blamed_on_the_photo(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verify(tmp_path / "gone.jpg", LIMITS)
    with pytest.raises(FileNotFoundError):
        make_public(
            put(tmp_path, encoded(picture(), "JPEG")), tmp_path / "gone" / "public.jpg", LIMITS
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_damaged_photo_is_taken_or_refused_but_never_raises_otherwise(
    tmp_path: Path, data: st.DataObject
) -> None:
    bent = bytearray(
        encoded(picture(64, 48), data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"])))
    )
    for _ in range(data.draw(st.integers(1, 8))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    try:
        verify(put(tmp_path, bytes(bent)), LIMITS)
    except PictureRefused as refused:
        assert translate(refused.message, "en").endswith(".")  # noqa: PT017  # either outcome is right


def exif(
    *,
    first: dict[int, Any] | None = None,
    details: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
) -> bytes:
    return bytes(piexif.dump({"0th": first or {}, "Exif": details or {}, "GPS": gps or {}}))


def gps(latitude: Any, north: Any, longitude: Any, east: Any) -> dict[int, Any]:
    return {1: north, 2: latitude, 3: east, 4: longitude}


def origin_of(folder: Path, record: bytes, kind: str = "JPEG") -> Origin:
    return verify(
        put(folder, encoded(picture(), kind, exif=record)), LIMITS, timezone(timedelta(hours=8))
    ).origin


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_time_place_and_camera_are_read(tmp_path: Path, kind: str) -> None:
    record = exif(
        first={piexif.ImageIFD.Make: b"HUAWEI", piexif.ImageIFD.Model: b"HUAWEI P60\x00"},
        details={
            piexif.ExifIFD.DateTimeOriginal: b"2026:03:05 14:23:09",
            piexif.ExifIFD.OffsetTimeOriginal: b"+09:00",
        },
        gps=gps(((30, 1), (15, 1), (3600, 100)), b"N", ((120, 1), (10, 1), (0, 1)), b"E"),
    )
    assert origin_of(tmp_path, record, kind) == Origin(
        datetime(2026, 3, 5, 5, 23, 9, tzinfo=UTC), 30.26, 120.166667, "HUAWEI P60"
    )


@pytest.mark.parametrize(
    ("first", "details", "taken_at"),
    [
        ({}, {36867: b"2026:03:05 14:23:09"}, datetime(2026, 3, 5, 6, 23, 9, tzinfo=UTC)),
        ({306: b"2026:03:05 14:23:09"}, {}, datetime(2026, 3, 5, 6, 23, 9, tzinfo=UTC)),
        (
            {306: b"2026:03:06 00:00:00"},
            {36867: b"2026:03:05 14:23:09"},
            datetime(2026, 3, 5, 6, 23, 9, tzinfo=UTC),
        ),
        (
            {},
            {36867: b"2026:03:05 14:23:09", 36881: b"-03:30"},
            datetime(2026, 3, 5, 17, 53, 9, tzinfo=UTC),
        ),
        (
            {},
            {36867: b"2026:03:05 14:23:09", 36881: b"+99:99"},
            datetime(2026, 3, 5, 6, 23, 9, tzinfo=UTC),
        ),
        ({}, {36867: b"0000:00:00 00:00:00"}, None),
        ({}, {36867: b"1970:01:01 00:00:00"}, None),
        ({}, {36867: b"2026:13:45 99:99:99"}, None),
        ({}, {36867: "昨天下午".encode()}, None),
        ({}, {}, None),
    ],
)
def test_a_time_counts_only_when_it_makes_sense(
    tmp_path: Path, first: dict[int, Any], details: dict[int, Any], taken_at: datetime | None
) -> None:
    assert origin_of(tmp_path, exif(first=first, details=details)).taken_at == taken_at


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (
            gps(((33, 1), (52, 1), (0, 1)), b"S", ((70, 1), (30, 1), (0, 1)), b"W"),
            (-33.866667, -70.5),
        ),
        (gps(((90, 1), (0, 1), (0, 1)), b"N", ((180, 1), (0, 1), (0, 1)), b"e"), (90, 180)),
        (gps(((91, 1), (0, 1), (0, 1)), b"N", ((120, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        (gps(((30, 1), (0, 1), (0, 1)), b"N", ((181, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        (gps(((30, 1), (75, 1), (0, 1)), b"N", ((120, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        (gps(((30, 0), (0, 0), (0, 0)), b"N", ((120, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        (gps(((0, 1), (0, 1), (0, 1)), b"N", ((0, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        (gps(((30, 1), (0, 1), (0, 1)), b"", ((120, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        (gps(((30, 1), (0, 1), (0, 1)), b"X", ((120, 1), (0, 1), (0, 1)), b"E"), (None, None)),
        ({1: b"N", 2: ((30, 1), (0, 1), (0, 1))}, (None, None)),
    ],
)
def test_a_place_counts_only_when_it_is_on_earth(
    tmp_path: Path, record: dict[int, Any], place: tuple[Any, Any]
) -> None:
    origin = origin_of(tmp_path, exif(gps=record))
    assert (origin.latitude, origin.longitude) == place


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    junk=st.binary(max_size=200),
    head=st.sampled_from([b"II*\x00\x08\x00\x00\x00", b"MM\x00*\x00\x00\x00\x08", b""]),
)
def test_a_malformed_record_never_costs_the_photo(tmp_path: Path, junk: bytes, head: bytes) -> None:
    body = b"Exif\x00\x00" + head + junk
    data = encoded(picture(64, 48), "JPEG")
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]
    process(put(tmp_path, data), tmp_path / "public.jpg", tmp_path / "thumbnail.jpg", LIMITS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_copy_stands_upright(tmp_path: Path, kind: str, orientation: int) -> None:
    data = encoded(picture(), kind, exif=exif(first={piexif.ImageIFD.Orientation: orientation}))
    with Image.open(BytesIO(data)) as original:
        expected = ImageOps.exif_transpose(original).convert("RGB")
    verified = verify(put(tmp_path, data), LIMITS)
    assert (verified.width, verified.height) == expected.size
    assert apart(develop(tmp_path, data), expected) <= 2


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_odd_orientation_turns_nothing(tmp_path: Path, orientation: int) -> None:
    data = encoded(picture(), "JPEG", exif=exif(first={piexif.ImageIFD.Orientation: orientation}))
    assert apart(develop(tmp_path, data), picture()) <= 20
    assert develop(tmp_path, data).size == (600, 400)


def test_a_turned_heic_stands_upright(tmp_path: Path) -> None:
    data = encoded(picture(), "HEIF", exif=exif(first={piexif.ImageIFD.Orientation: 6}), quality=95)
    assert apart(develop(tmp_path, data), picture().transpose(Image.Transpose.ROTATE_270)) <= 25
    assert verify(put(tmp_path, data), LIMITS).height == 600


def segments(data: bytes) -> set[int]:
    """The markers of a JPEG up to its scan."""
    at, seen = 2, set()
    while data[at + 1] != 0xDA:
        seen.add(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return seen


def test_the_copies_carry_nothing_but_the_picture(tmp_path: Path) -> None:
    record = exif(
        first={piexif.ImageIFD.Artist: b"SECRET"},
        gps=gps(((30, 1), (0, 1), (0, 1)), b"N", ((120, 1), (0, 1), (0, 1)), b"E"),
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(
        picture(),
        "JPEG",
        exif=record,
        comment=b"SECRET",
        xmp=b"<x:xmpmeta>SECRET</x:xmpmeta>",
        icc_profile=profile,
    )
    data += b"PK\x03\x04SECRET<script>SECRET</script>"
    process(put(tmp_path, data), tmp_path / "public.jpg", tmp_path / "thumbnail.jpg", LIMITS)
    for name in ("public.jpg", "thumbnail.jpg"):
        copy = (tmp_path / name).read_bytes()
        assert data.count(b"SECRET") == 5
        assert b"SECRET" not in copy
        assert segments(copy) == {0xE0, 0xDB, 0xC0, 0xC4}
        assert copy.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("size", "public", "thumbnail"),
    [
        ((4000, 3000), (2000, 1500), (320, 240)),
        ((3000, 4000), (1500, 2000), (240, 320)),
        ((2048, 1536), (2048, 1536), (320, 240)),
        ((2500, 1000), (2048, 819), (320, 128)),
        ((4624, 2600), (2048, 1152), (320, 180)),
        ((100, 80), (100, 80), (100, 80)),
        ((9000, 2), (2048, 103), (320, 17)),
        ((30, 900), (45, 900), (16, 320)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_copies_are_small(
    tmp_path: Path,
    kind: str,
    size: tuple[int, int],
    public: tuple[int, int],
    thumbnail: tuple[int, int],
) -> None:
    path = put(tmp_path, encoded(Image.new("RGB", size, "green"), kind))
    verified = process(path, tmp_path / "public.jpg", tmp_path / "thumbnail.jpg", LIMITS)
    assert (verified.width, verified.height) == size
    seen = opened(tmp_path / "public.jpg").size
    assert seen == public or (
        kind == "PNG" and max(seen) == 2048
    )  # only a JPEG can be decoded at half its size
    assert opened(tmp_path / "thumbnail.jpg").size == thumbnail


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
@pytest.mark.parametrize("size", [(600, 400), (4200, 300)])
def test_every_kind_of_colour_becomes_rgb(tmp_path: Path, mode: str, size: tuple[int, int]) -> None:
    if mode == "I;16":
        grey = picture(*size, "L")
        image = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        grey = image = picture(*size, mode)
    copy = develop(tmp_path, encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert copy.mode == "RGB"
    assert apart(copy, grey.convert("RGB").resize(copy.size, Image.Resampling.BOX)) <= (
        25 if mode == "1" else 6
    )  # dots


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("size", [(300, 200), (4500, 300)])
def test_what_is_transparent_becomes_white(
    tmp_path: Path, kind: str, size: tuple[int, int]
) -> None:
    image = Image.new("RGBA", size, (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, size[0] // 2, size[1]))
    copy = develop(tmp_path, encoded(image, kind))
    left, right = copy.getpixel((20, 50)), copy.getpixel((copy.width - 20, 50))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[2] > 240 > 40 > left[0]
    assert min(right) > 250


def test_a_transparent_palette_becomes_white(tmp_path: Path) -> None:
    image = Image.new("P", (50, 50), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    pixel = develop(tmp_path, encoded(image, "PNG", transparency=0)).getpixel((25, 25))
    assert pixel == (255, 255, 255)


def swapped_profile() -> bytes:
    """sRGB with red and green changed round, under another name: a photo that keeps its numbers has
    the wrong colours.
    """
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = (
        data.replace(b"rXYZ", b"tEMP", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tEMP", b"gXYZ", 1)
    )
    return data.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


def test_colours_are_brought_to_srgb(tmp_path: Path) -> None:
    pixel = develop(
        tmp_path,
        encoded(Image.new("RGB", (64, 64), (255, 0, 0)), "JPEG", icc_profile=swapped_profile()),
    ).getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 200 > 80 > pixel[0]


@pytest.mark.parametrize(
    "profile",
    [b"junk", bytes(200), ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()],
)
def test_a_profile_that_does_not_fit_is_left_aside(tmp_path: Path, profile: bytes) -> None:
    assert (
        apart(develop(tmp_path, encoded(picture(), "JPEG", icc_profile=profile)), picture()) <= 20
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_long_screenshot_can_be_read(tmp_path: Path, kind: str) -> None:
    """A chat record of 24,000 pixels' height is laid out in five columns, read one after the other,
    each line whole in one.
    """
    rows = Image.linear_gradient("L").resize((1080, 24000))
    copy = develop(tmp_path, encoded(rows.convert("RGB"), kind)).convert("L")
    assert max(copy.size) <= 2048
    step = copy.width / 5
    assert step > 380
    first, *tops = (_shade(copy, (place + 0.5) * step, 2) for place in range(5))
    ends = [_shade(copy, (place + 0.5) * step, copy.height - 3) for place in range(4)]
    assert first <= 1
    for top, end, whole in zip(tops, ends, (51, 102, 153, 204), strict=True):
        assert abs(top - whole) <= 1
        assert top < end <= top + 3


def _shade(image: Image.Image, across: float, down: float) -> int:
    return image.tobytes()[round(down) * image.width + round(across)]


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_wide_picture_stays_in_one_piece(tmp_path: Path, orientation: int) -> None:
    """A panorama is no screenshot; stored lying and turned upright it is long."""
    record = exif(first={piexif.ImageIFD.Orientation: orientation})
    copy = develop(tmp_path, encoded(Image.new("RGB", (8000, 1000), "green"), "JPEG", exif=record))
    assert copy.size == (2048, 256) if orientation == 1 else copy.width > 1500
