"""A 12-megapixel JPEG taken in, against bare decoding and encoding of it by simplejpeg.

Each part runs in a worker of its own, made as the program's are; bound and part take turns, so a
busy machine slows both.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

from pictures.decode import make_public, process
from pictures.types import PhotoLimits, Stamp

LIMITS = PhotoLimits()
STAMP = Stamp(
    datetime(2026, 3, 5, 6, 23, tzinfo=UTC), "第一中学报告厅", "DC-2026-0001", "明察示范区教育局"
)


@dataclass(frozen=True)
class PhotoWork:
    """Median seconds of ours and of the bound, and how many times the bound it may take."""

    what: str
    ours: float
    bound: float
    goal: float
    peak: float  # megabytes of memory


Bound = Callable[[Path], None]
Size = tuple[int, int]  # pixels: width, height


def measure(parent: Path, pairs: int, bound: Bound, size: Size) -> list[PhotoWork]:
    """Measure pairs in turns, and the peak memory of a worker that does nothing else."""
    from bot.media.fonts import find_font  # here, so that the workers do not carry what it needs

    with TemporaryDirectory(dir=parent) as name:
        folder = Path(name)
        photo = folder / "photo.jpg"
        write_photo_apart(photo, size)
        half = partial(make_public, photo, folder / "half.jpg", LIMITS)
        copied = partial(process, photo, folder / "public.jpg", folder / "thumbnail.jpg", LIMITS)
        filing = partial(make_public, photo, folder / "stamped.jpg", LIMITS, STAMP, find_font())
        return [
            PhotoWork(what, *_measure_pairs(photo, parts, pairs, bound), goal, _peak(parts))
            for what, parts, goal in (
                ("half-scale public copy", (half,), 1.3),
                ("taken in: proof, origin, public copy, thumbnail", (copied,), 2.0),
                ("in full: taken in, then the stamped copy", (copied, filing), 2.0),
            )
        ]


def write_photo(path: Path, size: Size) -> None:
    """Write a JPEG of so many pixels, soft and sharp in parts as a phone's photo."""
    bands = []
    for _ in range(3):
        band = Image.linear_gradient("L").resize(size)
        for grain, strength in ((256, 60), (64, 40), (16, 24), (4, 12), (1, 5)):
            noise = Image.effect_noise((size[0] // grain, size[1] // grain), strength).resize(
                size, Image.Resampling.BILINEAR
            )
            band = ImageChops.add(band, noise, offset=-128)
        bands.append(band)
    Image.merge("RGB", bands).save(path, quality=92, subsampling="4:2:0")


def write_photo_apart(path: Path, size: Size) -> None:
    """Write the photo in a process of its own, so that its making is in nobody's memory."""
    with _one_worker() as pool:
        pool.submit(write_photo, path, size).result()


def decode_and_encode(path: Path) -> None:
    """The bound: what turning the file into pixels and back costs at the least."""
    import simplejpeg  # here, so that our own workers do not carry it

    pixels = simplejpeg.decode_jpeg(path.read_bytes())
    path.with_name("bound.jpg").write_bytes(
        simplejpeg.encode_jpeg(pixels, quality=85, colorsubsampling="420")
    )


def time_once(parts: tuple[Callable[[], object], ...]) -> float:
    """Return the seconds of work in the worker, without the way there."""
    start = time.perf_counter()
    for part in parts:
        part()
    return time.perf_counter() - start


def peak_memory() -> float:
    """Return the most megabytes this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux getrusage also counts what the parent held when it started us
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)  # bytes on macOS


def _measure_pairs(
    photo: Path, parts: tuple[Callable[[], object], ...], pairs: int, bound: Bound
) -> tuple[float, float]:
    ours, theirs = [], []
    with _one_worker() as pool:
        for pair in range(pairs + 1):
            spent = pool.submit(time_once, parts).result()
            least = pool.submit(time_once, (partial(bound, photo),)).result()
            if pair:  # the first pair pays for imports and the font
                ours.append(spent)
                theirs.append(least)
    return median(ours), median(theirs)


def _peak(parts: tuple[Callable[[], object], ...]) -> float:
    with _one_worker() as pool:
        for _ in range(3):
            pool.submit(time_once, parts).result()
        return pool.submit(peak_memory).result()


@contextmanager
def _one_worker() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool
