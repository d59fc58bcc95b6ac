"""The five campaigns replayed: each calendar as it was read and found right, and what holds for all
of them.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.replay.run import Sent
from rules.time.deadline import USUAL_HOURS
from tests.bot.replay.calendars import GOLDEN, lines_of, replay, replayed, scratch
from tests.campaigns.reading import KEYS

pytestmark = pytest.mark.timeout(
    900
)  # a year of a bureau, on a machine that does other things besides

# Checked by hand against the documents, and the days before on a wall calendar: (day, what is said
# on it), with the paragraph.
CHECKED = {
    "gansu-2014": [  # document 004
        (
            "2014-07-24",
            "本单位专项整治工作方案，2014年7月25日前完成，还有1个工作日",
        ),  # 四：7月25日前
        ("2014-07-25", "【今日到期】本单位专项整治工作方案"),
        ("2014-08-11", "自查自纠情况报告，2014年8月20日前完成，还有7个工作日"),  # 四：8月20日前
        ("2014-08-15", "自查自纠情况报告，2014年8月20日前完成，还有3个工作日"),
        ("2014-08-20", "【今日到期】自查自纠情况报告"),
        ("2014-08-29", "【今日到期】完成自查自纠"),  # 二：8月底前，30、31日是周末
        ("2014-12-01", "专项整治工作总结，2014年12月10日前完成，还有7个工作日"),  # 四：12月10日前
        ("2014-12-10", "【今日到期】专项整治工作总结"),
        ("2014-12-11", "【逾期】专项整治工作总结，应于2014年12月10日前完成，已逾期1个工作日"),
    ],
    "guiping-2021": [  # document 000, 五（四）
        ("2021-08-09", "动员部署、深入查找问题阶段工作情况，2021年8月18日前完成，还有7个工作日"),
        ("2021-08-18", "【今日到期】动员部署、深入查找问题阶段工作情况"),
        ("2021-08-25", "【今日到期】坚持立行立改阶段工作情况"),
        ("2021-12-01", "集中整治活动总体情况，2021年12月10日前完成，还有7个工作日"),
        ("2021-12-10", "【今日到期】集中整治活动总体情况"),
        ("2021-08-20", "【今日到期】单位自查书面材料"),  # 四（二）
    ],
    "xinxiang-2017": [  # document 003
        ("2017-03-03", "【今日到期】每周稿件（2017年2月27日起的一周）"),  # 一（一）：每周一篇，周五
        (
            "2017-05-27",
            "【今日到期】每周稿件（2017年5月22日起的一周）",
        ),  # 这个周六补班，是一周的最后一个工作日
        ("2017-04-28", "【今日到期】亲笔心得体会"),  # 一（一）：4月28日前
        (
            "2017-04-28",
            "【今日到期】到分包单位和分管科室督导调研（2017年4月）（已完成1，应完成2）",
        ),  # 一（四）：每月至少2次
        ("2017-05-31", "【今日到期】整改工作推进情况（月）（2017年5月）"),  # 一（四）：科室每月
        ("2017-04-10", "【今日到期】本单位动员部署"),  # 一（一）：3月至4月上旬
    ],
    "rectification-2025": [  # document 002
        (
            "2026-01-04",
            "【今日到期】整改进展梳理（2025年12月29日起的一周）",
        ),  # 四（二）：每周梳理；2日、3日放假，周日补班
        ("2026-01-30", "【今日到期】整改专项督查（2026年1月）"),  # 四（二）：每月1次；31日是周六
        (
            "2026-01-30",
            "【今日到期】专题研讨（2026年1月）（已完成0，应完成1）",
        ),  # 三（一）1：每月1次
        ("2026-03-31", "【今日到期】改革成效评估（2026年第1季度）"),  # 三（四）：每季度
        ("2026-04-30", "【今日到期】整改工作推进会（2026年4月）"),  # 四（一）：每月1次
        (
            "2026-02-28",
            "【今日到期】分管领域风险排查（2026年2月）",
        ),  # 三（四）：每月1次；这个周六补班
    ],
    "accountability-year": [  # document 001：节后第一个工作日的考勤
        ("2016-01-04", "【今日到期】元旦节后考勤"),
        ("2016-02-14", "【今日到期】春节节后考勤"),  # 2月7日至13日放假，14日（星期日）上班
        ("2016-03-24", "清明节节后考勤，2016年4月5日前完成，还有7个工作日"),  # 4月4日补休
        ("2016-04-05", "【今日到期】清明节节后考勤"),
        ("2016-05-03", "【今日到期】劳动节节后考勤"),
        ("2016-06-12", "【今日到期】端午节节后考勤"),
        ("2016-09-18", "【今日到期】中秋节节后考勤"),
        ("2016-10-08", "【今日到期】国庆节节后考勤"),
    ],
}


@pytest.mark.parametrize("key", KEYS)
def test_the_calendar_is_the_one_that_was_checked(key: str) -> None:
    found, _standing, _calendar = replayed(key)
    assert lines_of(found) == (GOLDEN / f"{key}.txt").read_text(encoding="utf-8").splitlines()
    assert found.refused == []


@pytest.mark.parametrize("key", KEYS)
def test_the_days_of_the_document_are_those_on_which_people_are_told(key: str) -> None:
    lines = (GOLDEN / f"{key}.txt").read_text(encoding="utf-8").splitlines()
    for day, said in CHECKED[key]:
        assert any(line.startswith(day) and said in line for line in lines), (day, said)


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_pushed_outside_working_time_or_on_the_full_or_half_hour(key: str) -> None:
    found, _standing, calendar = replayed(key)
    for sent in found.sent:
        assert calendar.is_working(sent.at.date()), sent
        assert USUAL_HOURS.contain(sent.at.time()), sent
        assert sent.at.minute % 30, sent


@pytest.mark.parametrize("key", KEYS)
def test_nobody_is_told_twice(key: str) -> None:
    found, _standing, _calendar = replayed(key)
    reminders = [sent for sent in found.sent if sent.sort == "reminder"]
    assert (
        _most((sent.name, sent.at.date(), title) for sent in reminders for title in sent.about) == 1
    )
    assert (
        _most((sent.name, sent.at) for sent in reminders) == 1
    )  # what comes together is one message
    warnings = [sent for sent in found.sent if sent.sort == "warning"]
    assert warnings
    assert (
        _most(
            (sent.name, slip)
            for sent in warnings
            for slip in set(re.findall(r"CB-\d{4}-\d{4}", sent.text))
        )
        == 1
    )


@pytest.mark.parametrize("key", KEYS)
def test_nobody_who_filed_is_reminded(key: str) -> None:
    found, standing, _calendar = replayed(key)
    assert any(each.settled is not None for each in standing)

    def is_owed(sent: Sent, title: str) -> bool:
        theirs = [
            each for each in standing if title.startswith(each.title) and sent.name in each.people
        ]
        longest = max(len(each.title) for each in theirs)
        return any(
            each.settled is None or each.settled > sent.at
            for each in theirs
            if len(each.title) == longest
        )

    for sent in found.sent:
        if sent.sort == "reminder":
            assert all(is_owed(sent, title) for title in sent.about), sent


def test_a_replay_comes_out_the_same_again_with_its_digests() -> None:
    calendars = []
    for _time in range(2):
        with scratch() as database:
            calendars.append(replay("gansu-2014", database, digests=True).sent)
    assert calendars[0] == calendars[1]
    digests = [sent for sent in calendars[0] if sent.sort == "digest" and sent.title == "局长"]
    daily = [sent for sent in digests if (sent.at.hour, sent.at.minute) == (17, 5)]
    assert len(daily) == len({sent.at.date() for sent in daily}) > 100
    assert lines_of(replayed("gansu-2014")[0])  # and without them the rest is as it was
    without = [sent for sent in calendars[0] if sent.sort != "digest"]
    assert without == replayed("gansu-2014")[0].sent


def _most(keys: object) -> int:
    return max(Counter(keys).values())  # type: ignore[call-overload, no-any-return]
