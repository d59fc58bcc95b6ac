"""EXIF: a place and a time that make sense, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import ExifTags, Image

from pictures.exif import read_orientation, read_origin
from pictures.types import Origin

ZONE = timezone(timedelta(hours=8))


def _image(stamp: str = "", offset: str = "", orientation: object = None) -> Image.Image:
    image = Image.new("RGB", (1, 1))
    exif = image.getexif()
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: stamp,
            ExifTags.Base.OffsetTimeOriginal: offset,
        }
    )
    if orientation is not None:
        exif[ExifTags.Base.Orientation] = orientation
    return image


@pytest.mark.parametrize(
    ("stamp", "offset", "hour"),
    [
        ("2026:03:02 09:00:00", "", 1),
        ("2026:03:02 09:00:00", "+09:00", 0),
        ("2026:03:02 09:00:00", "Z", 9),
        ("2026:03:02 09:00:00", "+99:00", 1),
    ],
)
def test_a_time_has_its_offset_or_the_zone(stamp: str, offset: str, hour: int) -> None:
    taken_at = read_origin(_image(stamp, offset), ZONE).taken_at
    assert taken_at == datetime(2026, 3, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["", "1970:01:01 00:00:00", "2026:13:02 09:00:00", "yesterday"])
def test_a_time_that_makes_no_sense_is_none(stamp: str) -> None:
    assert read_origin(_image(stamp), ZONE) == Origin()


@pytest.mark.parametrize(("written", "read"), [(6, 6), (9, 1), (None, 1)])
def test_orientation(written: object, read: int) -> None:
    assert read_orientation(_image(orientation=written)) == read
