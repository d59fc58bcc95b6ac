"""Days as people write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.time.date_parsing import read_day, read_days, read_moment, read_time

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03",
        "2026.12.3",
        "2026/12/03",
        "2026年12月3日",
        "12月3日",
        "12月3号",
        "12-3",
        "12.3",
        " １２月３日 ",
        "十二月三日",
        "12月3日前",
    ],
)
def test_a_day_in_many_forms(text: str) -> None:
    assert read_day(text, TODAY) == date(2026, 12, 3)


def test_without_a_year_it_is_the_nearest_to_come() -> None:
    assert read_day("1月20日", TODAY) == date(2027, 1, 20)
    assert read_day("11月19日", TODAY) == date(2026, 11, 19)  # yesterday, not in a year
    assert read_day("2月29日", date(2027, 6, 1)) == date(2028, 2, 29)


def test_the_end_of_a_month_is_its_last_day() -> None:
    """Of the month that runs, of the next, or of the one that is named."""
    assert read_day("下个月底", TODAY) == date(2026, 12, 31)
    assert read_day("12月底之前", TODAY) == date(2026, 12, 31)
    assert read_day("2月末", TODAY) == date(2027, 2, 28)
    assert read_day("2028年二月底", TODAY) == date(2028, 2, 29)
    assert read_day("月底", date(2026, 1, 31)) == date(2026, 1, 31)
    assert read_day("13月底", TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("月底", 30),
        ("本月底前", 30),
        ("明天", 21),
        ("后天", 22),
        ("大后天", 23),
        ("昨天", 19),
        ("今天", 20),
        ("tomorrow", 21),
        ("明天前", 21),
        ("三天内", 23),
        ("三日内", 23),
        ("3天", 23),
        ("两天之内", 22),
        ("一周内", 27),
        ("3 days", 23),
        ("周五", 20),
        ("周一", 23),
        ("本周五", 20),
        ("这周四", 19),
        ("下周五", 27),
        ("下星期日", 29),
        ("上周五", 13),
        ("周一前", 23),
    ],
)
def test_a_day_seen_from_today(text: str, day: int) -> None:
    """It is a Friday. A list of days, such as a file's, is written out in full."""
    assert read_day(text, TODAY) == date(2026, 11, day)
    assert read_days(text, TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3天前",
        "两三天",
        "周八",
        "3日",
        "2月30日",
        "13月1日",
        "2026",
        "1899-01-01",
        "20261203",
        "0月1日",
        "12月3日起",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert read_day(text, TODAY) is None
    assert read_days(text, TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-20至2027-02-25",
        "1月20日-2月25日",
        "1月20日至2月25日",
        "2027年1月20日—2月25日",
        "1.20~2.25",
        "1-20 to 2-25",
    ],
)
def test_from_one_day_to_another(text: str) -> None:
    assert read_days(text, TODAY) == (date(2027, 1, 20), date(2027, 2, 25))


def test_across_the_year_within_a_month_and_one_day() -> None:
    assert read_days("12月28日至1月3日", TODAY) == (date(2026, 12, 28), date(2027, 1, 3))
    assert read_days("12月3日至5日", TODAY) == (date(2026, 12, 3), date(2026, 12, 5))
    assert read_days("12月3日", TODAY) == (date(2026, 12, 3), date(2026, 12, 3))
    assert read_days("2026-12-05至2026-12-03", TODAY) is None


@given(st.text(max_size=30), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_nothing_that_is_typed_raises(text: str, today: date) -> None:
    read_days(text, today)


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2098, 12, 31))
)
def test_a_day_written_in_full_is_read_as_it_is(day: date, today: date) -> None:
    assert read_day(day.isoformat(), today) == day
    assert read_day(f"{day.year}年{day.month}月{day.day}日", today) == day


NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9", 540),
        ("9:30", 570),
        ("9点半", 570),
        ("９：３０", 570),
        ("09时05分", 545),
        ("下午3点", 900),
        ("3:20 pm", 920),
        ("24:00", 1440),
        ("中午11点", 660),
        ("中午12点半", 750),
        ("中午1点", 780),
        ("晚上8点", 1200),
        ("晚上12点", 1440),
        ("12am", 0),
        ("12pm", 720),
        ("下午三点半", 930),
        ("上午九点一刻", 555),
        ("三点三刻", 225),
        ("十点零五", 605),
        ("九点五分", 545),
        ("八点整", 480),
        ("凌晨三点", 180),
        ("傍晚六点", 1080),
    ],
)
def test_a_time_in_many_forms(text: str, minutes: int) -> None:
    assert read_time(text) == minutes


@pytest.mark.parametrize("text", ["", "25", "24:01", "9:60", "半", "上午", "9点3", "12月"])
def test_what_is_no_time(text: str) -> None:
    assert read_time(text) is None
    assert read_moment(text, NOON) is None


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("8:40", 20, 8),
        ("13:40", 19, 13),  # not this afternoon, which has not come
        ("昨天 8:40", 19, 8),
        ("前天下午1点40", 18, 13),
        ("yesterday 8:40", 19, 8),
        ("11月16日8点40分", 16, 8),
        ("11-16 8:40", 16, 8),
        ("2026年11月16日 8:40", 16, 8),
        ("昨天下午三点四十", 19, 15),
        ("昨天三点四十分", 19, 15),
        ("三点四十", 19, 15),
        ("凌晨三点四十", 20, 3),
        ("3:40", 20, 3),
        ("昨晚八点四十", 19, 20),
        ("今早八点四十", 20, 8),
        ("十一月十六日上午八点四十分", 16, 8),
    ],
)
def test_a_moment_in_many_forms(text: str, day: int, hour: int) -> None:
    assert read_moment(text, NOON) == datetime(2026, 11, day, hour, 40, tzinfo=UTC)


@pytest.mark.parametrize("text", ["昨天", "11月16日", "11-168:40", "2月30日 8:40", "8.405"])
def test_what_is_no_moment(text: str) -> None:
    assert read_moment(text, NOON) is None


@given(st.text(max_size=20))
def test_no_text_makes_reading_a_moment_fail(text: str) -> None:
    read_moment(text, NOON)
