"""Days as people write them: 2026-03-16, 3月16日, March 16 is not one; and from one day to another."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

_DAY = r"(?:(?P<year{n}>\d{{4}})\s*[-./年]\s*)?(?P<month{n}>\d{{1,2}})\s*[-./月]\s*(?P<day{n}>\d{{1,2}})\s*[日号]?"
_ONE = re.compile(_DAY.format(n=1))
_SPAN = re.compile(f"{_DAY.format(n=1)}\\s*(?:至|到|to|~|-|—|–|―)+\\s*{_DAY.format(n=2)}")
_SPAN_IN_MONTH = re.compile(f"{_DAY.format(n=1)}\\s*(?:至|到|to|~|-|—|–|―)+\\s*(?P<day2>\\d{{1,2}})\\s*[日号]?")
_AGO = 60  # days: a day written without its year that lies farther back is one of next year
YEARS = range(2000, 2100)


def read_day(text: str, today: date) -> date | None:
    """Return the day that is written; without a year it is the one nearest to come, or just past. None when it is no day."""
    found = _ONE.fullmatch(_plain(text))
    return _made(found["year1"], found["month1"], found["day1"], today) if found else None


def read_days(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last of the days that are written, one day being both; None when they are none or out of order."""
    plain = _plain(text)
    if one := read_day(plain, today):
        return one, one
    if found := _SPAN.fullmatch(plain):
        first = _made(found["year1"], found["month1"], found["day1"], today)
        last = _made(found["year2"], found["month2"], found["day2"], first or today, ago=0)
    elif found := _SPAN_IN_MONTH.fullmatch(plain):
        first = _made(found["year1"], found["month1"], found["day1"], today)
        last = _made(str(first.year), found["month1"], found["day2"], first) if first else None
    else:
        return None
    return (first, last) if first and last and first <= last else None


def _plain(text: str) -> str:
    return normalize("NFKC", text).strip()


def _made(year: str | None, month: str, day: str, today: date, *, ago: int = _AGO) -> date | None:
    for each in [int(year)] if year else [today.year, today.year + 1]:
        try:
            made = date(each, int(month), int(day))
        except ValueError:
            continue
        if each in YEARS and (year or (today - made).days <= ago):
            return made
    return None
