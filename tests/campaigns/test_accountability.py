"""问责年 2016: each date, quota and pledge of the year's summary (document 001), with its paragraph."""

from __future__ import annotations

from rules.campaign.duties import Counter
from tests.campaigns.reading import calendar_of, duty, ready

CAMPAIGN = "accountability-year"
YEAR_END = ["2016-12-30"]  # 31 December was free
MONTHS = [
    "2016-01-29",
    "2016-02-29",
    "2016-03-31",
    "2016-04-29",
    "2016-05-31",
    "2016-06-30",
    "2016-07-29",
    "2016-08-31",
    "2016-09-30",
    "2016-10-31",
    "2016-11-30",
    "2016-12-30",
]


def test_attendance_is_checked_on_the_first_day_back() -> None:
    """三（一）; the holidays of 2016 as the State Council published them."""
    found = {
        key: days
        for key, days in calendar_of(ready(CAMPAIGN)).items()
        if key.startswith("attendance-")
    }
    assert found == {
        "attendance-new-year": ["2016-01-04"],  # 1 to 3 January were free
        "attendance-spring-festival": [
            "2016-02-14"
        ],  # 7 to 13 February; Sunday the 14th was worked
        "attendance-qingming": ["2016-04-05"],  # 2 to 4 April
        "attendance-labour-day": ["2016-05-03"],  # 30 April to 2 May
        "attendance-dragon-boat": ["2016-06-12"],  # 9 to 11 June; Sunday the 12th was worked
        "attendance-mid-autumn": ["2016-09-18"],  # 15 to 17 September; Sunday the 18th was worked
        "attendance-national-day": ["2016-10-08"],  # 1 to 7 October; Saturday the 8th was worked
    }


def test_every_other_date_that_is_no_counter() -> None:
    campaign = ready(CAMPAIGN)
    counters = {each.key for each in campaign.duties if isinstance(each, Counter)}
    found = calendar_of(campaign)
    assert {
        key: days
        for key, days in found.items()
        if key not in counters and not key.startswith("attendance-")
    } == {
        "responsibility-letter": ["2016-03-31"],  # 一
        "responsibility-letter-bureau": ["2016-03-31"],  # 一
        "risk-points": ["2016-06-30"],  # 一
        "democratic-life-bureau": ["2016-11-30"],  # 一
        "democratic-life-units": YEAR_END,  # 一
        "difficult-problems": ["2016-10-31"],  # 二（一）10月
        "difficult-problems-summary": YEAR_END,  # 二（一）12月底前
        "annual-appraisal": YEAR_END,  # 二（一）
        "role-models": ["2016-09-10"],  # 二（二）教师节
        "half-year-report": ["2016-07-28"],  # 二（三）
        "covert-discipline": ["2016-03-31", "2016-06-30", "2016-09-30", "2016-12-30"],  # 三（一）
        "openness": MONTHS,  # 三（一）
        "admission-pledge": ["2016-06-12"],  # 三（二）
        "fee-pledge": ["2016-06-12"],  # 三（二）
        "admission-enquiries": ["2016-08-31"],  # 三（二）
        "fees-self-check": ["2016-09-30"],  # 三（三）
        "finance-report": ["2016-11-02"],  # 三（三）10月24日—11月2日
        "autumn-inspection": ["2016-09-30"],  # 三（四）
        "bullying-inspection": YEAR_END,  # 三（四）
        "charter-evaluation": YEAR_END,  # 三（四）
        "handed-down": YEAR_END,  # 三（五）
    }


def test_the_quotas() -> None:
    campaign = ready(CAMPAIGN)
    dates = calendar_of(campaign)
    counters = {
        each.key: (each.at_least, each.unit, *dates[each.key])
        for each in campaign.duties
        if isinstance(each, Counter)
    }
    assert counters == {
        "education": (1299, "人", "2016-12-30"),  # 一
        "school-visits": (3, "所", "2016-12-30"),  # 二（一）三所学校
        "training": (6, "类", "2016-12-30"),  # 二（二）
        "research": (3, "项", "2016-12-30"),  # 二（二）
        "admission-inspectors": (19, "名", "2016-12-30"),  # 三（二）
        "principals-summoned": (52, "人", "2016-06-14"),  # 三（二）6月13日—14日
        "fees-groups": (6, "个", "2016-12-30"),  # 三（三）
        "fees-schools": (58, "所", "2016-12-30"),
        "fees-classes": (134, "个班", "2016-12-30"),
        "fees-questionnaires": (7040, "份", "2016-12-30"),
        "fees-interviews": (190, "人次", "2016-12-30"),
        "fees-calls": (174, "人次", "2016-12-30"),
        "finance-groups": (32, "名", "2016-11-02"),  # 三（三）10月24日—11月2日
        "finance-units": (25, "个", "2016-11-02"),
        "inspectors-city": (280, "位", "2016-12-30"),  # 三（四）
        "inspectors-schools": (167, "位", "2016-12-30"),
        "leaders-summoned": (6, "人次", "2016-12-30"),  # 三（五）
    }


def test_who_signs_and_how_many_they_are() -> None:
    campaign = ready(CAMPAIGN)
    assert duty(campaign, "responsibility-letter").by == ("局属单位",)
    assert campaign.groups.units["局属单位"].expected == 72  # 一
    assert campaign.groups.units["局直属学校"].expected == 58  # 三（三）
    assert campaign.groups.persons["局领导"].expected == 11  # 二（三）


def test_origins_and_channels() -> None:
    campaign = ready(CAMPAIGN)
    assert campaign.sources == ("省转办", "市转办", "自办", "领导转办")  # 三（五）、三（二）
    assert campaign.channels == (
        "举报电话",
        "在线投诉窗口",
        "电子邮箱",
        "来信",
        "来电",
        "来访",
        "短信",
    )
    assert [each.title for each in duty(campaign, "handed-down").carries] == [
        "省转办件",
        "市转办件",
        "自办件",
    ]
