"""新乡 2017: each date of the supervision plan (document 003), with its paragraph."""

from __future__ import annotations

import re

from rules.campaign.duties import Counter
from tests.campaigns.reading import FOLDER, calendar_of, due_days, duty, ready

CAMPAIGN = "xinxiang-2017"
APRIL = ["2017-04-28"]  # 29 April to 1 May were free
MONTHS = [
    "2017-04-28",
    "2017-05-31",
    "2017-06-30",
    "2017-07-31",
    "2017-08-31",
    "2017-09-30",  # a Saturday worked for the National Day
    "2017-10-31",
    "2017-11-30",
    "2017-12-29",  # 30 and 31 December were free
]
QUARTERS = ["2017-06-30", "2017-09-30", "2017-12-29"]


def test_every_date_but_the_weekly_ones() -> None:
    found = calendar_of(ready(CAMPAIGN))
    assert found.pop("weekly-article")
    assert (
        found
        == {
            "mobilise-unit": ["2017-04-10"],  # 一（一）1 至4月上旬
            "mobilise-leader": ["2017-04-10"],
            "study": APRIL,  # 一（一）2
            "website-column": ["2017-03-31"],  # 一（一）3 2017年3月起
            "great-discussion": APRIL,  # 一（一）4
            "reflections": ["2017-04-28"],  # 一（一）4 4月28日前
            "self-check": APRIL,  # 一（二）1
            "open-door": APRIL,  # 一（二）2
            "channels-open": APRIL,  # 一（二）3
            "ledger": APRIL,  # 一（二）4
            "democratic-life": ["2017-06-30"],  # 一（二）5 6月底前
            "democratic-life-leader": ["2017-06-30"],
            "organisation-life": ["2017-06-30"],
            "targets-sections": ["2017-04-20"],  # 一（三）
            "targets-schools": ["2017-04-20"],
            "major-projects": APRIL,  # 一（四）1
            "mend-monthly": MONTHS,  # 一（四）2 4月至12月
            "mend-quarterly": QUARTERS,
            "targets-monthly": MONTHS[1:],  # 一（四）3 5月至12月
            "targets-quarterly": QUARTERS,
            "leader-visits": MONTHS,  # 一（四）4
            "lasting-rules": ["2017-12-29"],  # 一（五）1
            "judgement": ["2018-02-28"],  # 一（五）2
        }
    )


def test_an_article_every_week() -> None:
    """44 weeks from Wednesday, 1 March to Sunday, 31 December; nobody worked from 2 to 8 October."""
    days = due_days(ready(CAMPAIGN), "weekly-article")
    assert len(days) == 43
    assert days[:6] == [
        "2017-03-03",
        "2017-03-10",
        "2017-03-17",
        "2017-03-24",
        "2017-04-01",
        "2017-04-07",
    ]
    assert [day for day in days if "2017-09-20" < day < "2017-10-20"] == [
        "2017-09-22",
        "2017-09-30",
        "2017-10-13",
    ]
    assert days[-1] == "2017-12-29"


def test_how_often_at_least() -> None:
    counters = [each for each in ready(CAMPAIGN).duties if isinstance(each, Counter)]
    assert [(each.key, each.at_least, each.unit, each.per, each.each) for each in counters] == [
        ("weekly-article", 1, "篇", "week", None),  # each unit
        ("democratic-life-leader", 1, "个", "campaign", "person"),
        ("organisation-life", 1, "次", "campaign", "person"),
        ("leader-visits", 2, "次", "month", "person"),
    ]


def test_all_sixteen_duties_are_there() -> None:
    text = (
        (FOLDER / f"{CAMPAIGN}.yaml")
        .read_text(encoding="utf-8")
        .split("\nduties:\n")[1]
        .split("\nfields:\n")[0]
    )
    named = dict.fromkeys(re.findall(r"- key: \S+ # (一（[一二三四五]）\d?)", text))
    assert list(named) == [
        *(f"一（一）{n}" for n in range(1, 5)),
        *(f"一（二）{n}" for n in range(1, 6)),
        "一（三）",
        *(f"一（四）{n}" for n in range(1, 5)),
        *(f"一（五）{n}" for n in range(1, 3)),
    ]
    assert len(named) == 16
    assert len(ready(CAMPAIGN).stages) == 5


def test_departments_report_by_month_and_schools_by_quarter() -> None:
    campaign = ready(CAMPAIGN)
    for key in ("mend", "targets"):
        assert duty(campaign, f"{key}-monthly").by == ("机关各科室", "直属机构")
        assert duty(campaign, f"{key}-quarterly").by == ("局属学校",)
    assert duty(campaign, "reflections").by == ("局班子成员", "单位负责人和一把手")
    assert campaign.number == "新教敢转争办〔2017〕3号"
    assert campaign.channels == ("专用邮箱", "举报电话", "意见箱")  # 一（二）3
