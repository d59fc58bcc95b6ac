"""Every part of the bench runs to its end, in so small a way that the figures mean nothing."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from bench.__main__ import PARTS, run
from bench.attacked import Attack
from bench.scale import Scale


def decode_and_encode_by_pillow(path: Path) -> None:
    """Stand for the library that only the bench's own environment has."""
    with Image.open(path) as photo:
        photo.save(path.with_name("bound.jpg"))


PEERS = {"PTB": "telegram", "aiogram": "aiogram"}
SMALL = Scale(
    rounds=1,
    names=("Mingcha", *(peer for peer, library in PEERS.items() if find_spec(library))),
    seconds=1.0,
    known_people=(64,),
    delays=(0.0,),
    photo_size=(800, 600),
    photo_pairs=1,
    photo_bound=decode_and_encode_by_pillow,
    lag_seconds=1.0,
    lag_photos=30,  # more than are taken up at once: some must come in while it is watched
    searches=1,
    attack=Attack(streams=30, half_sent=30, photos=3, times=2),
    tick_sizes=(3_500,),
    has_helpdesk=find_spec("helpdesk") is not None,
    digest_tickets=4_000,
    digest_pairs=1,
    digests_drawn=1,
    reminders=200,
    ways=((0.05, 0.05),),
    reminders_in_real_time=60,
    replayed_campaign="campaigns/gansu-2014.yaml",
    replayed_units=(1,),
)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_runs_to_its_end(
    part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run([part], SMALL, tmp_path / "data")
    assert len(capsys.readouterr().out.splitlines()) > 2
