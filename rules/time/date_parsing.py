"""Days and times as people write them.

2026-03-16, 三月十六日, 1月20日至2月25日, 下周五, 月底, 三天内, 9点一刻; but not March 16.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from unicodedata import normalize

from locales.numerals import with_digits

_DAY = (
    r"(?:(?P<year{n}>\d{{4}})\s*[-./年]\s*)?(?P<month{n}>\d{{1,2}})\s*[-./月]\s*"
    r"(?P<day{n}>\d{{1,2}})\s*[日号]?"
)
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
_WITHIN_DAYS = re.compile(
    r"(?P<count>\d{1,3})\s*(?:(?P<days>天|日(?=.)|days?)|个?(?:周|星期|weeks?))\s*(?:之内|以内|内|之后|以后|后)?"
)
_WEEKDAY = re.compile(r"(?P<week>上|本|这|下)?个?(?:周|星期|礼拜)(?P<weekday>[1-7日天])")
_WEEKS = {"上": -7, "本": 0, "这": 0, "下": 7}  # days from this week's
_MONTHS_END = re.compile(
    r"(?:(?P<which>本|这|下)?个?月|(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月份?)(?:底|末)"
)
_BY = re.compile(r"(?:之前|以前|前)$")
_SPOKEN = re.compile(r"(^|[天日号\s])([1-5][点时])")
_PAST_DAYS = 60  # a day written without its year that lies farther back is one of next year
YEARS = range(2000, 2100)


def read_day(text: str, today: date) -> date | None:
    """Return the day that is meant, written or as 明天, 三天内, 下周五, 月底; None for none."""
    plain = _plain(text).casefold()
    within = _WITHIN_DAYS.fullmatch(plain)  # but not 三天前
    if within:
        days_each = 1 if within["days"] else 7
        return today + timedelta(days=int(within["count"]) * days_each)
    plain = _BY.sub("", plain)
    if plain in _NEAR:
        return today + timedelta(days=_NEAR[plain])
    weekday = _WEEKDAY.fullmatch(plain)
    if weekday:
        return _weekday_from(today, weekday)
    months_end = _MONTHS_END.fullmatch(plain)
    if months_end:
        return _end_of_month(today, months_end)
    return _read_written(plain, today)


def _end_of_month(today: date, found: re.Match[str]) -> date | None:
    """Return the last day of this month, of the next, or of the month that is named."""
    if found["month"]:
        first = _make_day(found["year"], found["month"], "1", today.replace(day=1))
    else:
        first = today.replace(day=1)
        if found["which"] == "下":
            first = _month_after(first)
    return _month_after(first) - timedelta(days=1) if first else None


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _weekday_from(today: date, found: re.Match[str]) -> date:
    """Return the weekday of last, this or next week; without a week the next to come."""
    weekday = 7 if found["weekday"] in "日天" else int(found["weekday"])
    days_ahead = weekday - today.isoweekday()
    if found["week"]:
        return today + timedelta(days=days_ahead + _WEEKS[found["week"]])
    return today + timedelta(days=days_ahead % 7)


def _read_written(plain: str, today: date) -> date | None:
    """Return the day that is written; without a year the nearest to come, or just past."""
    found = _ONE.fullmatch(plain)
    if found is None:
        return None
    return _make_day(found["year1"], found["month1"], found["day1"], today)


def read_days(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last of the days that are written; None for none or out of order.

    One day is both.
    """
    plain = _plain(text)
    one = _read_written(plain, today)
    if one is not None:
        return one, one
    found = _SPAN.fullmatch(plain) or _SPAN_IN_MONTH.fullmatch(plain)
    if found is None:
        return None
    first = _make_day(found["year1"], found["month1"], found["day1"], today)
    if first is None:
        return None
    last = _last_of(found, first)
    if last is None or last < first:
        return None
    return first, last


def _last_of(found: re.Match[str], first: date) -> date | None:
    if found.re is _SPAN_IN_MONTH:
        return _make_day(str(first.year), found["month1"], found["day2"], first)
    return _make_day(found["year2"], found["month2"], found["day2"], first, past_days=0)


def read_time(text: str) -> int | None:
    """Return the time of the day in minutes from midnight, 1440 for 24:00; None for none."""
    found = _TIME.fullmatch(_plain(text).casefold().replace(" ", ""))
    return _minutes(found) if found else None


def read_moment(text: str, now: datetime) -> datetime | None:
    """Return the moment that is written, in the zone of `now`; None for none.

    A time alone is the last one that was. 三点半 without a half of the day is one in the afternoon:
    nobody reports what was at night without saying so.
    """
    plain = _plain(text).casefold()
    spelled_out = _SHORT.get(plain[:2], plain[:2]) + plain[2:]
    plain = _SPOKEN.sub(r"\1下午\2", spelled_out)
    minutes = read_time(plain)
    if minutes is not None:
        at = _at(now.date(), minutes, now)
        return at if at <= now else _at(now.date() - timedelta(days=1), minutes, now)
    found = _MOMENT.fullmatch(plain)
    minutes = read_time(found["clock"]) if found else None
    if found is None or minutes is None:
        return None
    day = _day_of_moment(found, now.date())
    return _at(day, minutes, now) if day is not None else None


def _day_of_moment(found: re.Match[str], today: date) -> date | None:
    if found["near"]:
        return today + timedelta(days=_NEAR[found["near"]])
    return _make_day(found["year1"], found["month1"], found["day1"], today)


def _at(day: date, minutes: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo) + timedelta(minutes=minutes)


def _minutes(found: re.Match[str]) -> int | None:
    half_of_day = found["half"] or found[0][-2:]
    minutes = _hour_of_day(int(found["hour"]), half_of_day) * 60
    if found["thirty"]:
        minutes += 30
    elif found["minute"]:
        minutes += int(found["minute"])
    elif found["quarters"]:
        minutes += int(found["quarters"]) * 15
    return minutes if minutes <= 24 * 60 else None


def _hour_of_day(hour: int, half: str) -> int:
    """Return the hour of 24; at noon, 12 to 2 are of the afternoon."""
    if hour == 12:
        return {"晚上": 24, "am": 0}.get(half, hour)
    is_afternoon = half in ("下午", "傍晚", "晚上", "pm") or (half == "中午" and hour < 3)
    return hour + 12 if hour < 12 and is_afternoon else hour


def _plain(text: str) -> str:
    return with_digits(normalize("NFKC", text).strip())


def _make_day(
    year: str | None, month: str, day: str, today: date, *, past_days: int = _PAST_DAYS
) -> date | None:
    if year:
        return _day_or_none(int(year), month, day)
    for this_or_next in (today.year, today.year + 1):
        made = _day_or_none(this_or_next, month, day)
        if made is not None and (today - made).days <= past_days:
            return made
    return None


def _day_or_none(year: int, month: str, day: str) -> date | None:
    if year not in YEARS:
        return None
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None
