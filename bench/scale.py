"""How much is measured: in full, or only so much that every part has run to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.attacked import Attack
from bench.photo import Size, decode_and_encode

Way = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Rounds, seconds and sizes of all parts; as it stands, in full."""

    # on a machine that others use too, look at the spread before the median
    rounds: int = 3
    names: tuple[str, ...] = ("Mingcha", "PTB", "aiogram")
    seconds: float = 3.0  # of one round of conversations
    known_people: tuple[int, ...] = (64, 500)
    delays: tuple[float, ...] = (0.0, 0.05)  # seconds the platform takes for an answer
    photo_size: Size = (4000, 3000)  # pixels; about 3 MB
    photo_pairs: int = 15
    photo_bound: Callable[[Path], None] = decode_and_encode
    lag_seconds: float = 8.0
    lag_photos: int = 90
    searches: int = 15
    attack: Attack = Attack()  # noqa: RUF009  # it cannot be changed
    tick_sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    has_helpdesk: bool = True
    digest_tickets: int = 1_000_000
    digest_pairs: int = 25
    digests_drawn: int = 9
    reminders: int = 10_000
    # seconds from us to Telegram, and as many back: from, to
    ways: tuple[Way, ...] = ((0.05, 0.05), (0.045, 0.055), (0.03, 0.09))
    reminders_in_real_time: int = 900  # half a minute
    replayed_campaign: str = "campaigns/accountability-year.yaml"
    replayed_units: tuple[int, ...] = (12, 72)  # 72 is how many the campaign's document names
