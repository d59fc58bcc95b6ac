"""Gapless numbers, a series for each prefix and year."""

from __future__ import annotations

from casework.desk import Desk
from rules.text.codes import series_of, write_number
from storage.queries.tickets import next_in_series


def next_number(desk: Desk, prefix: str) -> str:
    """Return the next number of this year's series, DC-2026-0001; gapless, since it is taken back
    with the transaction.
    """
    series = series_of(prefix, desk.today.year)
    return write_number(series, next_in_series(desk.session, series))
