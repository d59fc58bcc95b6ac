"""2025年度民主生活会整改: every number and every rhythm of the plan (document 002), with its paragraph."""

from __future__ import annotations

from rules.campaign.duties import Counter, RecurringDuty
from tests.campaigns.reading import counted, due_days, duty, ready

CAMPAIGN = "rectification-2025"
# The last working days of 2026: 31 January is a Saturday, 28 February a Saturday worked for the
# Spring Festival, and so on.
MONTHS = [
    "2026-01-30",
    "2026-02-28",
    "2026-03-31",
    "2026-04-30",
    "2026-05-29",
    "2026-06-30",
    "2026-07-31",
    "2026-08-31",
    "2026-09-30",
    "2026-10-30",
    "2026-11-30",
    "2026-12-31",
]
QUARTERS = ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]
AT_LEAST: dict[str | None, list[str]] = {
    "m1-1": ["1次/month", "1次/quarter", "12天/year", "4篇/year"],  # 三（一）1
    "m1-2": ["1项/year", "1次/half-year", "12项/year", "4次/year"],  # 三（一）2
    "m1-3": ["28项/year", "1次/month", "5项/year", "2次/year", "30条/year"],  # 三（一）3
    "m2-1": [  # 三（二）1
        "2次/year",
        "1次/year",
        "4期/year",
        "800人次/year",
        "1次/week",
        "1篇/month",
        "2次/year",
        "6场/year",
    ],
    "m2-2": ["15件/year", "10名/year"],  # 三（二）2
    "m2-3": ["1次/year", "6个/year", "23个/year", "31条/year", "1次/half-year"],  # 三（二）3
    "m3-1": [
        "5天/month",
        "60个/year",
        "40条/year",
        "8类/year",
        "12件/year",
        "3个/year",
    ],  # 三（三）1
    "m3-2": ["2次/year"],  # 三（三）2
    "m3-3": ["10项/year", "1次/year", "4次/year", "50件/year"],  # 三（三）3
    "m4-1": ["1项/year", "5项/year", "3个/year", "10名/year"],  # 三（四）1
    # 三（四）2
    "m4-2": [
        "5个/year",
        "8所/year",
        "6000个/year",
        "4个/year",
        "3家/year",
        "2个/year",
        "1次/quarter",
    ],
    "m4-3": [
        "25项/year",
        "1次/month",
        "8个/year",
        "4次/year",
        "6次/year",
        "120项/year",
    ],  # 三（四）3
    "m5-1": ["28项/year", "1次/quarter", "15人次/year", "3人/year"],  # 三（五）1
    "m5-2": ["2起/year", "1次/month"],  # 三（五）2
    "m5-3": ["10名/year", "2次/year", "50人次/year"],  # 三（五）3
    "m6-1": ["1次/year", "1篇/year", "4期/year"],  # 三（六）1
    "m6-2": ["1次/year", "30个/year", "40条/year", "1次/half-year", "5起/year"],  # 三（六）2
    "m6-3": ["2次/year", "3名/year", "2次/year"],  # 三（六）3
    None: ["15项/year", "1次/year", "6项/year", "3次/year"],  # 四（三）
}


def test_six_fields_and_eighteen_measures() -> None:
    fields = ready(CAMPAIGN).fields
    measures = [each for each in fields if each.parent is not None]
    assert len(fields) - len(measures) == 6
    assert len(measures) == 18
    assert [
        sum(each.parent == field.key for each in measures)
        for field in fields
        if field.parent is None
    ] == [3] * 6


def test_each_number_of_each_measure_is_counted() -> None:
    campaign = ready(CAMPAIGN)
    assert {field: counted(campaign, field) for field in AT_LEAST} == AT_LEAST
    counters = sum(isinstance(each, Counter) for each in campaign.duties)
    assert counters == sum(map(len, AT_LEAST.values())) == 80
    assert {each.key for each in campaign.fields if each.parent} == set(AT_LEAST) - {None}


def test_the_shares_and_limits_that_are_no_counts() -> None:
    campaign = ready(CAMPAIGN)
    bounds = {
        each.key: [
            (item.unit, item.at_least, item.at_most)
            for item in each.carries
            if item.type == "number"
        ]
        for each in campaign.duties
        if any(item.type == "number" for item in each.carries)
    }
    assert bounds == {
        "urgent-wants": [("%", 70, None)],  # 三（二）2 占比不低于70%
        "public-reports": [("%", 100, None)],  # 三（三）3 办结率100%
        "quality-assessment": [("%", 60, None)],  # 三（四）1 占比不低于60%
        "sports-output": [("%", 15, None)],  # 三（四）2 增长15%以上
        "fewer-papers": [("%", 15, None), ("分钟", None, 90)],  # 三（五）2
        "research-time": [("%", 30, None)],  # 三（五）2 不低于30%
        "negative-list": [("类", 10, None)],  # 三（六）1 10类
        "task-breakdown": [("项", 42, None)],  # 四（一）6大类42项
        "field-inspection": [("%", 100, None)],  # 四（二）覆盖所有
    }


def test_the_rhythms_of_supervision() -> None:
    campaign = ready(CAMPAIGN)
    recurring = {
        each.key: each.every for each in campaign.duties if isinstance(each, RecurringDuty)
    }
    assert recurring == {
        "task-circular": "quarter",  # 三（一）3 季通报
        "task-appraisal": "year",  # 三（一）3 年考核
        "leading-group-meeting": "month",  # 四（一）
        "report-upward": "quarter",  # 四（一）
        "weekly-sorting": "week",  # 四（二）
        "monthly-inspection": "month",  # 四（二）
        "quarterly-circular": "quarter",  # 四（二）
        "third-party": "year",  # 四（二）年底
    }
    for key in ("leading-group-meeting", "monthly-inspection", "field-days", "progress-meeting"):
        assert due_days(campaign, key) == MONTHS, key
    for key in (
        "task-circular",
        "report-upward",
        "quarterly-circular",
        "case-exchange",
        "conduct-study",
    ):
        assert due_days(campaign, key) == QUARTERS, key
    for key in ("policy-inspection", "integrity-warning", "discipline-report"):
        assert due_days(campaign, key) == ["2026-06-30", "2026-12-31"], key
    assert due_days(campaign, "third-party") == ["2026-12-31"]
    assert due_days(campaign, "look-back") == []  # 及时, whenever something is done


def test_the_weekly_sorting_around_the_holidays() -> None:
    days = due_days(ready(CAMPAIGN), "weekly-sorting")
    assert days[:4] == [
        "2026-01-04",
        "2026-01-09",
        "2026-01-16",
        "2026-01-23",
    ]  # Sunday, 4 January was worked
    # Friday the 20th falls into the Spring Festival, 15 to 23 February: that week joins the next.
    assert [day for day in days if "2026-02" in day] == ["2026-02-06", "2026-02-13", "2026-02-27"]
    assert [day for day in days if "2026-09-20" < day < "2026-10-20"] == [
        "2026-09-24",
        "2026-09-30",
        "2026-10-09",
        "2026-10-16",
    ]
    assert len(days) == 52
    assert days[-1] == "2026-12-31"


def test_letters_and_pledges_are_signed_in_the_first_quarter() -> None:
    campaign = ready(CAMPAIGN)
    letters = [each.key for each in campaign.duties if each.type == "confirmation"]
    assert letters == [
        "integrity-pledge",
        "responsibility-letter",
        "discipline-pledge",
    ]  # 三（二）3、三（五）1、三（六）2
    assert {day for key in letters for day in due_days(campaign, key)} == {"2026-03-31"}
    assert duty(campaign, "responsibility-letter").by == ("责任科室", "下属单位")
    assert duty(campaign, "report-upward").receiver == ("市委、市纪委监委",)


def test_every_other_deadline_is_the_end_of_the_year() -> None:
    campaign = ready(CAMPAIGN)
    once = {
        each.key: due_days(campaign, each.key) for each in campaign.duties if each.type == "once"
    }
    assert once.pop("task-breakdown") == ["2026-03-31"]
    assert set(map(tuple, once.values())) == {("2026-12-31",)}
