"""From the datum of Chinese maps to that of the satellites."""

from __future__ import annotations

import pytest

from bot.channels.wecom.coordinates import satellite_place


def test_a_place_in_china_is_moved_back() -> None:
    """Tian'anmen on a Chinese map, and where the satellites see it."""
    latitude, longitude = satellite_place(39.909230, 116.397428)
    assert (round(latitude, 4), round(longitude, 4)) == (39.9078, 116.3912)


@pytest.mark.parametrize("place", [(48.8584, 2.2945), (-33.8568, 151.2153), (0.0, 0.0)])
def test_a_place_abroad_is_as_it_is(place: tuple[float, float]) -> None:
    assert satellite_place(*place) == place
