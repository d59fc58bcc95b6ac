"""甘肃 2014: each date of the plan (document 004), with its paragraph."""

from __future__ import annotations

from tests.campaigns.reading import calendar_of, duty, ready

CAMPAIGN = "gansu-2014"


def test_every_date() -> None:
    assert calendar_of(ready(CAMPAIGN)) == {
        "plan": ["2014-07-25"],  # 四
        "self-check-report": ["2014-08-20"],  # 四
        "self-corrected": ["2014-08-29"],  # 二：8月底前，31日是星期日
        "full-inspection": ["2014-11-28"],  # 二：9至11月，30日是星期日
        "covert-inspection": ["2014-09-30", "2014-10-31", "2014-11-28"],  # 二、三（二）
        "summary": ["2014-12-10"],  # 四
        "summary-to-leading-group": ["2014-12-10"],  # 二：12月上旬
        "assessment": ["2014-12-31"],  # 三（六）
    }


def test_who_files_what() -> None:
    campaign = ready(CAMPAIGN)
    assert duty(campaign, "plan").by == (
        "厅属各单位",
    )  # the offices of the department itself send no plan
    for key in ("self-check-report", "summary"):
        assert duty(campaign, key).by == ("厅机关各处室", "厅属各单位")
        assert duty(campaign, key).paper


def test_what_the_reports_must_contain() -> None:
    texts = {
        key: [each.title for each in duty(ready(CAMPAIGN), key).carries if each.type == "text"]
        for key in ("self-check-report", "summary")
    }
    assert texts == {  # 四
        "self-check-report": [
            "组织开展情况",
            "八个整治重点对照检查情况",
            "存在的主要问题",
            "整改措施及下一步工作打算",
        ],
        "summary": [
            "整治重点及存在问题整改落实情况",
            "各项重点工作任务落实情况",
            "明察暗访及责任追究情况",
            "工作作风及效能转变情况",
            "制度措施及工作机制完善情况",
        ],
    }


def test_sources_methods_and_problems() -> None:
    campaign = ready(CAMPAIGN)
    assert campaign.sources == (
        "明察暗访",
        "上级交办",
        "领导批办",
        "部门转办",
        "群众举报",
        "媒体曝光",
    )  # 三（三）
    assert campaign.methods == ("监督检查", "跟踪办事", "模拟办事", "走访调查")  # 三（二）
    assert len(campaign.fields) == 8  # 一
    assert {kind.field for kind in campaign.kinds} == {field.key for field in campaign.fields}


def test_the_stages_follow_the_schedule() -> None:
    stages = {
        stage.key: (stage.span.first.isoformat(), stage.span.last.isoformat())
        for stage in ready(CAMPAIGN).stages
    }
    assert stages == {  # 二
        "plan": ("2014-07-22", "2014-07-31"),
        "self-check": ("2014-07-22", "2014-08-31"),
        "inspect": ("2014-09-01", "2014-11-30"),
        "summarise": ("2014-12-01", "2014-12-10"),
    }
