"""Gapless numbers, a series for each prefix and year."""

from __future__ import annotations

from casework.desk import Desk
from rules.text.codes import series_of, write_number
from storage.queries.tickets import next_in_series


def next_number(desk: Desk, prefix: str) -> str:
    """Return the next number of this year's series, DC-2026-0001; gapless, since it is taken back
    with the transaction.
    """
    return next_numbers(desk, prefix, 1)[0]


def next_numbers(desk: Desk, prefix: str, count: int) -> list[str]:
    """Return so many next numbers of this year's series, in order."""
    if not count:
        return []
    series = series_of(prefix, desk.today.year)
    last = next_in_series(desk.session, series, count)
    return [write_number(series, n) for n in range(last - count + 1, last + 1)]
