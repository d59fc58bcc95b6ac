"""The strip on an inspector's photo: it is there, it fits, and it can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bot.media.fonts import find_font
from pictures.decode import make_public
from pictures.stamp import draw_stamp
from pictures.types import PhotoLimits, Stamp

AT = datetime(2026, 3, 5, 6, 23, tzinfo=UTC)
SHORT = Stamp(AT, "第一中学报告厅", "DC-2026-0001", "明察示范区教育局")
LONG = Stamp(
    AT,
    "明察示范区实验小学东校区教学楼三层西侧多功能阶梯报告厅" * 4,
    "DC-2026-0001",
    "内蒙古自治区呼伦贝尔市鄂伦春自治旗教育体育局" * 3,
)


@pytest.fixture(scope="module")
def font() -> Path:
    path = find_font()
    if path is None:
        pytest.skip("NO CHINESE FONT: install fonts-noto-cjk")
    return path


def drawn(size: tuple[int, int], colour: str, stamp: Stamp, font: Path | None) -> Image.Image:
    return draw_stamp(Image.new("RGB", size, colour), stamp, font)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of what is nearly white."""
    box = image.convert("L").point(lambda value: 255 if value > 200 else 0).getbbox()
    assert box is not None
    return box


SIZES = [
    (2000, 1500),
    (1500, 2000),
    (320, 240),
    (240, 320),
    (90, 160),
    (2048, 200),
    (100, 2048),
    (1, 1),
]


@pytest.mark.parametrize("stamp", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("size", SIZES)
def test_the_words_stay_inside_the_strip(size: tuple[int, int], stamp: Stamp, font: Path) -> None:
    image = drawn(size, "black", stamp, font)
    left, top, right, bottom = ink(image)
    assert image.width == max(320, size[0])
    assert max(image.size) <= 2048
    margin = image.width // 50
    assert margin <= left
    assert right <= image.width - margin // 2
    assert bottom < image.height
    assert (
        top > image.height * 2 / 3 or top > size[1]
    )  # over at most a third of the photo, or below it


@pytest.mark.parametrize("colour", ["white", "black", "yellow"])
def test_white_letters_stand_out_on_any_photo(colour: str, font: Path) -> None:
    image = drawn((320, 240), colour, SHORT, font)
    strip = image.crop((200, image.height - 6, 320, image.height - 1)).convert(
        "L"
    )  # below the last line
    behind = max(value for value, count in enumerate(strip.histogram()) if count)
    assert behind <= 100  # white on this grey has a contrast of six to one


def test_each_fact_is_written(font: Path) -> None:
    image = drawn((2000, 1500), "black", SHORT, font)
    for other in (
        Stamp(AT.replace(minute=24), SHORT.place, SHORT.number, SHORT.bureau),
        Stamp(AT, "第二中学报告厅", SHORT.number, SHORT.bureau),
        Stamp(AT, SHORT.place, "DC-2026-0002", SHORT.bureau),
        Stamp(AT, SHORT.place, SHORT.number, "明察示范县教育局"),
        Stamp(AT, SHORT.place, SHORT.number, SHORT.bureau, UTC),
    ):
        assert (
            ImageChops.difference(image, drawn((2000, 1500), "black", other, font)).getbbox()
            is not None
        )


@pytest.mark.parametrize("place", ["", "\n\t\u202e", "😀🏫", "\u0627\u0644\u0628\u0627\u0628"])
def test_what_the_font_cannot_show_is_left_out(place: str, font: Path) -> None:
    shown = drawn((800, 600), "black", Stamp(AT, place, SHORT.number, SHORT.bureau), font)
    assert (
        ImageChops.difference(
            shown, drawn((800, 600), "black", Stamp(AT, "", SHORT.number, SHORT.bureau), font)
        ).getbbox()
        is None
    )


def test_without_a_chinese_font_time_and_number_remain(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    plain = drawn((800, 600), "black", Stamp(AT, "", SHORT.number, ""), None)
    for path in (None, tmp_path / "broken.ttf", tmp_path / "gone.ttf"):
        assert (
            ImageChops.difference(drawn((800, 600), "black", SHORT, path), plain).getbbox() is None
        )
    assert ink(plain)[2] > 700


def test_the_public_copy_is_stamped_from_the_original(tmp_path: Path, font: Path) -> None:
    Image.new("RGB", (4000, 3000), "white").save(tmp_path / "original.jpg")
    make_public(tmp_path / "original.jpg", tmp_path / "plain.jpg", PhotoLimits())
    make_public(tmp_path / "original.jpg", tmp_path / "stamped.jpg", PhotoLimits(), SHORT, font)
    with (
        Image.open(tmp_path / "plain.jpg") as plain,
        Image.open(tmp_path / "stamped.jpg") as stamped,
    ):
        assert plain.size == stamped.size == (2000, 1500)
        changed = (
            ImageChops.difference(plain, stamped)
            .convert("L")
            .point(lambda value: 255 if value > 20 else 0)
            .getbbox()
        )
    assert changed is not None
    assert (changed[0], changed[2], changed[3]) == (0, 2000, 1500)
    assert changed[1] > 1200
