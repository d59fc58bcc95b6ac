"""From GCJ-02, which WeCom's map shows, to WGS 84, which EXIF and the other channels have."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

# metres, and the squared eccentricity, of the Krasovsky ellipsoid that GCJ-02 is computed with
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323


def satellite_place(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a GCJ-02 place in WGS 84, right to about a metre; outside China they are the same."""
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return latitude, longitude
    north, east = latitude, longitude
    # The offset is known for the true place only: start from the shown one and come nearer.
    for _round in range(3):
        off_north, off_east = _offset(north, east)
        north, east = latitude - off_north, longitude - off_east
    return north, east


def _offset(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the degrees by which the map shows this place further north and east."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (
        (20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30))
        * 2
        / 3
    )
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (
        (20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi))
        * 2
        / 3
    )
    bend = 1 - _ECCENTRICITY * sin(radians(latitude)) ** 2
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (bend * sqrt(bend)) * pi / 180
    metres_east = _AXIS / sqrt(bend) * cos(radians(latitude)) * pi / 180
    return north / metres_north, east / metres_east
