"""Long screenshots: laid out in columns, with nothing cut in two."""

from __future__ import annotations

import pytest
from PIL import Image

from pictures.long import MAX_ASPECT, Columns, pad
from pictures.stamp import PUBLIC_EDGE


@pytest.mark.parametrize(("width", "height"), [(1080, 2400), (3000, 4000), (300, 1800)])
def test_what_a_camera_takes_stays_one_column(width: int, height: int) -> None:
    assert Columns.of(width, height) == Columns()


def test_a_long_one_becomes_about_as_wide_as_high() -> None:
    columns = Columns.of(1080, 20_000)
    laid_out = columns.lay(Image.new("RGB", (1080, 20_000)))
    assert columns.count > 1
    assert 0.5 < laid_out.width / laid_out.height < 2
    assert columns.edge >= PUBLIC_EDGE


def test_a_column_ends_with_the_beginning_of_the_next() -> None:
    image = Image.new("RGB", (80, 800), "white")
    image.putpixel((0, 400), (255, 0, 0))
    laid_out = Columns(2, 800).lay(image)
    red = [
        place for place in range(laid_out.height) if laid_out.getpixel((0, place)) == (255, 0, 0)
    ]
    assert red == [400]
    assert laid_out.getpixel((84, 0)) == (255, 0, 0)


def test_a_narrow_one_is_padded() -> None:
    assert pad(Image.new("RGB", (1, 1000))).size == (1000 // MAX_ASPECT, 1000)
    assert pad(Image.new("RGB", (100, 100))).size == (100, 100)
