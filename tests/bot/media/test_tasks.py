"""What is done with a photo in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.media.fonts import find_font
from bot.media.tasks import copy_photo, stamp_photo
from locales.translate import BEIJING
from pictures.refusals import PictureRefused
from pictures.types import PhotoLimits, Stamp
from tests.town import MONDAY

LIMITS = PhotoLimits()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "original"
    Image.new("RGB", (800, 600), "white").save(path, "JPEG")
    return path


def test_the_copy_and_the_thumbnail_are_written(photo: Path, tmp_path: Path) -> None:
    public, thumbnail = tmp_path / "public.jpg", tmp_path / "thumbnail.jpg"
    verified = copy_photo(photo, public, thumbnail, LIMITS, BEIJING)
    assert (verified.width, verified.height) == (800, 600)
    with Image.open(public) as copy, Image.open(thumbnail) as small:
        assert (copy.size, small.size) == ((800, 600), (320, 240))


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_bytes(b"words")
    with pytest.raises(PictureRefused):
        copy_photo(path, tmp_path / "public.jpg", tmp_path / "thumbnail.jpg", LIMITS, BEIJING)
    assert not (tmp_path / "public.jpg").exists()


def test_a_stamp_is_drawn_in_the_font_that_is_found(photo: Path, tmp_path: Path) -> None:
    stamp = Stamp(MONDAY, "第一中学", "DC-2026-0001", "示范区教育局", BEIJING)
    found, given = tmp_path / "found.jpg", tmp_path / "given.jpg"
    stamp_photo(photo, found, LIMITS, stamp, None)
    stamp_photo(photo, given, LIMITS, stamp, find_font())
    assert found.read_bytes() == given.read_bytes()
    with Image.open(found) as image:
        assert image.convert("L").getpixel((10, image.height - 10)) != 255  # on the white


def test_the_program_names_them_without_pillow() -> None:
    script = "import sys, bot.media.tasks; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
