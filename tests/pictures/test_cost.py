"""What decoding a photo costs is told from its head, and is not more than that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from locales.translate import translate
from pictures.cost import MAX_MEMORY, check_scans, count_scans
from pictures.decode import measure
from pictures.refusals import TooManyPixels, TooManyScans
from pictures.types import PhotoLimits

LIMITS = PhotoLimits()
MEGABYTE = 1_000_000
# 5 million pixels: enough to tell, and little to make
SIZE = (2600, 2000)
DECODE = """
import sys
from pathlib import Path
from pictures.decode import process
from pictures.types import PhotoLimits

def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) * 1024

folder = Path(sys.argv[1])
process(folder / "small", folder / "public.jpg", folder / "thumbnail.jpg", PhotoLimits())
before = peak()
process(folder / "photo", folder / "public.jpg", folder / "thumbnail.jpg", PhotoLimits())
print(peak() - before)
"""


def saved(path: Path, mode: str, kind: str, size: tuple[int, int] = SIZE, **how: Any) -> Path:
    image = Image.linear_gradient("L").resize(size)
    image = image.convert("I").convert(mode) if mode == "I;16" else image.convert(mode)
    if kind == "HEIF":
        from pillow_heif import from_pillow

        from_pillow(image).save(path, quality=30)
    else:
        image.save(path, kind, **how)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize(
    ("mode", "kind", "how"),
    [
        ("RGB", "JPEG", {}),
        ("RGB", "JPEG", {"progressive": True, "subsampling": 0}),
        ("CMYK", "JPEG", {"progressive": True}),
        ("RGB", "PNG", {"compress_level": 1}),
        ("RGBA", "PNG", {"compress_level": 1}),
        ("LA", "PNG", {"compress_level": 1}),
        ("I;16", "PNG", {"compress_level": 1}),
        ("RGBA", "WEBP", {"quality": 30}),
        ("RGB", "HEIF", {}),
    ],
)
def test_no_more_memory_is_taken_than_was_told(
    tmp_path: Path, mode: str, kind: str, how: dict[str, Any]
) -> None:
    saved(tmp_path / "small", mode, kind, (64, 48), **how)
    told = measure(saved(tmp_path / "photo", mode, kind, **how), LIMITS)
    command = [sys.executable, "-c", DECODE, str(tmp_path)]
    taken = int(subprocess.run(command, capture_output=True, check=True).stdout)
    assert taken <= told
    assert told <= taken + 90 * MEGABYTE, "else it would be refused, or wait, for nothing"


def stored(make: Callable[[BytesIO], object]) -> bytes:
    file = BytesIO()
    make(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("mode", "kind", "how", "said"),
    [
        ("RGBA", "WEBP", {"quality": 0, "method": 0}, "15 million"),
        ("RGB", "JPEG", {"progressive": True, "subsampling": 0, "quality": 5}, "million"),
    ],
)
def test_what_takes_more_memory_than_there_is_is_refused(
    tmp_path: Path, mode: str, kind: str, how: dict[str, Any], said: str
) -> None:
    photo = saved(tmp_path / "photo", mode, kind, (7000, 6500), **how)
    with pytest.raises(TooManyPixels) as refused:
        measure(photo, LIMITS)
    assert said in translate(refused.value.message, "en")


def test_the_largest_png_is_just_taken(tmp_path: Path) -> None:
    photo = saved(tmp_path / "photo", "RGBA", "PNG", (7070, 7070), compress_level=1)
    assert 0.95 * MAX_MEMORY < measure(photo, LIMITS) <= MAX_MEMORY


def scans_of(data: bytes, tmp_path: Path) -> int:
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    with Image.open(path) as image:
        return count_scans(image, path)


def test_scans_are_counted_where_a_decoder_reads_them(tmp_path: Path) -> None:
    picture = Image.linear_gradient("L").convert("RGB")
    plain = stored(lambda file: picture.save(file, "JPEG"))
    assert scans_of(plain, tmp_path) == 1
    last = plain.rindex(b"\xff\xda")
    assert scans_of(plain[:-2] + plain[last:], tmp_path) == 1, "that is an error to the decoder"
    progressive = stored(lambda file: picture.save(file, "JPEG", progressive=True))
    assert scans_of(progressive, tmp_path) == 10
    one_colour = plain[:last] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 300 + b"\xff\xd9"
    assert scans_of(one_colour, tmp_path) == 300, "no progressive one, and as slow"


def test_scans_times_pixels_are_bounded() -> None:
    check_scans(1, 5_000_000_000)
    check_scans(10, 60_000_000)
    check_scans(100, 6_000_000)
    for scans, pixels in ((11, 60_000_000), (101, 1), (2, 300_000_001)):
        with pytest.raises(TooManyScans):
            check_scans(scans, pixels)
