"""Days and times as people write them: 2026-03-16, 三月十六日, 1月20日至2月25日, 下周五, 三天内, 9点一刻; March 16 is
none.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from unicodedata import normalize

from locales.numerals import with_digits

_DAY = r"(?:(?P<year{n}>\d{{4}})\s*[-./年]\s*)?(?P<month{n}>\d{{1,2}})\s*[-./月]\s*(?P<day{n}>\d{{1,2}})\s*[日号]?"
_ONE = re.compile(_DAY.format(n=1))
_SPAN = re.compile(f"{_DAY.format(n=1)}\\s*(?:至|到|to|~|-|—|–|―)+\\s*{_DAY.format(n=2)}")
_SPAN_IN_MONTH = re.compile(
    f"{_DAY.format(n=1)}\\s*(?:至|到|to|~|-|—|–|―)+\\s*(?P<day2>\\d{{1,2}})\\s*[日号]?"
)
_HALF = r"(?P<half>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上)?"
_PART = r"(?P<minute>[0-5]\d|\d(?=分))分?|(?P<thirty>半)|(?P<quarters>[13])刻|钟|整"
_CLOCK = _HALF + rf"(?P<hour>[01]?\d|2[0-4])(?:[:.点时h](?:{_PART})?)?(?:[ap]m)?"
_TIME = re.compile(_CLOCK)
_NEAR = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "今天": 0,
    "明天": 1,
    "后天": 2,
    "大后天": 3,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
_SHORT = {"今早": "今天早上", "今晚": "今天晚上", "昨晚": "昨天晚上"}
_MOMENT = re.compile(
    rf"(?:(?P<near>{'|'.join(_NEAR)})\s*|{_DAY.format(n=1)}(?:\s+|(?<=[日号])))?(?P<clock>{_CLOCK})"
)
_WITHIN = re.compile(
    r"(?P<count>\d{1,3})\s*(?:(?P<days>天|日(?=.)|days?)|个?(?:周|星期|weeks?))\s*(?:之内|以内|内|之后|以后|后)?"
)
_WEEKDAY = re.compile(r"(?P<week>上|本|这|下)?个?(?:周|星期|礼拜)(?P<weekday>[1-7日天])")
_WEEKS = {"上": -7, "本": 0, "这": 0, "下": 7}  # days from this week's
_BY = re.compile(r"(?:之前|以前|前)$")
_SPOKEN = re.compile(r"(^|[天日号\s])([1-5][点时])")
_AGO = 60  # days: a day written without its year that lies farther back is one of next year
YEARS = range(2000, 2100)


def read_day(text: str, today: date) -> date | None:
    """Return the day that is meant, a written one or one seen from `today`: 明天, 三天内, 下周五. None when
    it is none.
    """
    plain = _plain(text).casefold()
    if found := _WITHIN.fullmatch(plain):  # but not 三天前
        return today + timedelta(days=int(found["count"]) * (1 if found["days"] else 7))
    plain = _BY.sub("", plain)
    if plain in _NEAR:
        return today + timedelta(days=_NEAR[plain])
    if found := _WEEKDAY.fullmatch(plain):
        ahead = (7 if found["weekday"] in "日天" else int(found["weekday"])) - today.isoweekday()
        return today + timedelta(days=ahead + _WEEKS[found["week"]] if found["week"] else ahead % 7)
    return _read_written(plain, today)


def _read_written(plain: str, today: date) -> date | None:
    """Return the day that is written; without a year it is the one nearest to come, or just past."""
    found = _ONE.fullmatch(plain)
    return _made(found["year1"], found["month1"], found["day1"], today) if found else None


def read_days(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last of the days that are written, one day being both; None when they
    are none or out of order.
    """
    plain = _plain(text)
    if one := _read_written(plain, today):
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


def read_time(text: str) -> int | None:
    """Return the time of the day that is written, in minutes from midnight, 1440 for 24:00; None
    when it is none.
    """
    found = _TIME.fullmatch(_plain(text).casefold().replace(" ", ""))
    return _minutes(found) if found else None


def read_moment(text: str, now: datetime) -> datetime | None:
    """Return the moment that is written, in the zone of `now`; a time alone is the last one that
    was. None when it is none.

    三点半 without a half of the day is one in the afternoon: nobody reports what was at night without
    saying so.
    """
    plain = _plain(text).casefold()
    plain = _SPOKEN.sub(r"\1下午\2", _SHORT.get(plain[:2], plain[:2]) + plain[2:])
    if (minutes := read_time(plain)) is not None:
        today = _at(now.date(), minutes, now)
        return today if today <= now else _at(now.date() - timedelta(days=1), minutes, now)
    found = _MOMENT.fullmatch(plain)
    minutes = read_time(found["clock"]) if found else None
    if found is None or minutes is None:
        return None
    if found["near"]:
        day: date | None = now.date() + timedelta(days=_NEAR[found["near"]])
    else:
        day = _made(found["year1"], found["month1"], found["day1"], now.date())
    return _at(day, minutes, now) if day else None


def _at(day: date, minutes: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo) + timedelta(minutes=minutes)


def _minutes(found: re.Match[str]) -> int | None:
    hour, half = int(found["hour"]), found["half"] or found[0][-2:]
    if hour == 12 and half in ("晚上", "am"):
        hour = 24 if half == "晚上" else 0
    elif hour < 12 and (half in ("下午", "傍晚", "晚上", "pm") or (half == "中午" and hour < 3)):
        hour += 12
    minutes = hour * 60 + (
        30 if found["thirty"] else int(found["minute"] or int(found["quarters"] or 0) * 15)
    )
    return minutes if minutes <= 24 * 60 else None


def _plain(text: str) -> str:
    return with_digits(normalize("NFKC", text).strip())


def _made(year: str | None, month: str, day: str, today: date, *, ago: int = _AGO) -> date | None:
    for each in [int(year)] if year else [today.year, today.year + 1]:
        try:
            made = date(each, int(month), int(day))
        except ValueError:
            continue
        if each in YEARS and (year or (today - made).days <= ago):
            return made
    return None
