"""桂平 2021: each date of the work plan (document 000), with its paragraph."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from rules.campaign.duties import OnceDuty, RecurringDuty
from rules.campaign.plan import occurrences
from tests.campaigns.reading import calendar_of, duty, ready
from tests.rules.strategies import library_calendar

CAMPAIGN = "guiping-2021"


def test_every_date() -> None:
    assert calendar_of(ready(CAMPAIGN)) == {
        "plan-issued": ["2021-08-10"],  # 四（一）8月10日前
        "school-body": ["2021-08-10"],
        "mobilise-meeting": ["2021-08-10"],
        "passed-on": ["2021-08-10"],
        "self-check-unit": ["2021-08-20"],  # 四（二）2
        "self-check-person": ["2021-08-20"],
        "opinions": ["2021-08-20"],
        "five-lists": ["2021-08-30"],  # 四（三）8月30日前
        "rules-mended": ["2021-08-30"],
        "all-mended": ["2021-08-31"],  # 四（三）8月底前
        "inspectors-october": ["2021-10-20"],  # 五（四）
        "inspectors-december": ["2021-12-10"],  # 五（四）
        "rating": ["2021-12-10"],  # 四（五）2 每学期1次
        "report-search": ["2021-08-18"],  # 五（四）
        "report-mend": ["2021-08-25"],  # 五（四）
        "report-whole": ["2021-12-10"],  # 五（四）
    }


def test_the_stages_end_on_the_tenth_twentieth_and_thirtieth() -> None:
    assert [stage.span.last.isoformat() for stage in ready(CAMPAIGN).stages[:3]] == [
        "2021-08-10",
        "2021-08-20",
        "2021-08-30",
    ]


def test_a_report_is_due_when_work_ends() -> None:
    (once,) = occurrences(
        duty(ready(CAMPAIGN), "report-search"), ready(CAMPAIGN), library_calendar()
    )
    assert once.due_at == datetime(2021, 8, 18, 10, tzinfo=UTC)  # 18:00 in Beijing
    assert not once.provisional


def test_the_three_reports_come_from_all_units_on_paper_too() -> None:
    for key in ("report-search", "report-mend", "report-whole"):
        report = duty(ready(CAMPAIGN), key)
        assert isinstance(report, OnceDuty)
        assert report.by == ("各股室", "二层机构", "各学校")
        assert report.paper


def test_the_five_lists_and_the_five_fields() -> None:
    files = [
        each.title for each in duty(ready(CAMPAIGN), "five-lists").carries if each.type == "file"
    ]
    assert files == ["查摆问题清单", "原因剖析清单", "整改措施清单", "责任落实清单", "完成任务清单"]
    assert [each.key for each in ready(CAMPAIGN).fields] == [
        "party-duty",
        "sense-of-duty",
        "coordination",
        "meeting",
        "service",
    ]


def test_the_evaluation_has_the_weights_of_the_plan() -> None:
    rating = duty(ready(CAMPAIGN), "rating")
    assert isinstance(rating, RecurringDuty)
    assert [(each.rated, each.weights) for each in rating.scores] == [  # 四（五）2
        (("部门",), {"局领导": 50, "各学校": 50}),
        (("各学校",), {"局领导": 50, "部门": 30, "家长、学生": 20}),
    ]
    marks = {"局领导": Decimal(90), "部门": Decimal(80), "家长、学生": Decimal(70)}
    assert rating.scores[1].total(marks) == Decimal(83)  # 45 + 24 + 14


def test_important_matters_are_reported_at_once() -> None:
    at_once = [each.key for each in ready(CAMPAIGN).duties if each.type == "at-once"]
    assert at_once == [
        "clues-dealt-with",
        "serious-cases",
        "reminder-talk",
        "summoned",
        "important",
    ]
