"""The office ends a campaign; whoever is in the middle of something of it is told so, and nothing
more is asked for.
"""

from __future__ import annotations

from rules.permissions import Role
from tests.duties import CAMPAIGN, add_assignment, open_campaign
from tests.handlers.transcript import converse
from tests.town import Town


def test_ended_with_a_summary(town_anywhere: Town) -> None:
    """Asked for the summary and once more whether it is meant; those who owed something and the
    rest of the office hear of it.
    """
    town = town_anywhere
    open_campaign(town)
    town.person("钱办", Role.OFFICE)
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
周校长 > 结束行动
周校长 < Your role does not allow this. Ask the office if it should.
    [Menu]
吴办 > 结束专项行动
吴办 < 2026年作风建设, 1 Feb 2026 to 31 Dec 2026, tasks still open: 1. Why does it end, or with what result?
        Write a summary.
    [Cancel]
吴办 > 各校已整改到位
吴办 < End 2026年作风建设? Nothing of it is reminded of or filed any more, what was filed stays.
    Summary: 各校已整改到位
    [Submit] [Drop] [Back]
吴办 > [Drop]
吴办 < Dropped. The campaign goes on.
    [Menu]
周校长 > (button go:dutyfile:1)
周校长 < Please write: 自查情况
    [Cancel]
吴办 > 结束行动
吴办 < 2026年作风建设, 1 Feb 2026 to 31 Dec 2026, tasks still open: 1. Why does it end, or with what result?
        Write a summary.
    [Cancel]
吴办 > 各校已整改到位
吴办 < End 2026年作风建设? Nothing of it is reminded of or filed any more, what was filed stays.
    Summary: 各校已整改到位
    [Submit] [Drop] [Back]
吴办 > [Submit]
周校长 < 2026年作风建设 has ended: 各校已整改到位
    Your tasks in it that are still open, 1, need not be filed any more.
吴办 < 2026年作风建设 has ended: 各校已整改到位
    Tasks left open: 1.
    [Menu]
钱办 < 2026年作风建设 has ended: 各校已整改到位
    Tasks left open: 1.
周校长 > 自查发现三处问题
周校长 < The campaign of “自查报告” has ended; nothing more can be done with it.
    [My tasks]
周校长 > [My tasks]
周校长 < You owe no report or confirmation at present.
    [Menu]
周校长 > (button go:duty:1)
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    The campaign has ended
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [My tasks]
吴办 > (button go:duty:1)
吴办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    The campaign has ended
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [Menu]
吴办 > (button go:campaignend:1)
吴办 < No such campaign is running.
    [Menu]
吴办 > 结束行动
吴办 < No such campaign is running.
    [Menu]
""",
    )


def test_which_one_is_fixed_before_the_summary(town: Town) -> None:
    """Of two, the one that was chosen is ended, even where it was ended meanwhile: then nothing
    else is.
    """
    open_campaign(town)
    open_campaign(
        town, CAMPAIGN.replace("conduct-2026", "safety").replace("2026年作风建设", "安全排查")
    )
    town.person("钱办", Role.OFFICE)
    converse(
        town,
        """
吴办 > 结束行动
吴办 < Which campaign?
    [2026年作风建设] [安全排查] [Cancel]
吴办 > 2026年作风建设
吴办 < 2026年作风建设, 1 Feb 2026 to 31 Dec 2026, tasks still open: 0. Why does it end, or with what result?
        Write a summary.
    [Cancel]
""",
    )
    town.play("钱办 > (button go:campaignend:1)\n钱办 > 提前完成\n钱办 > [Submit]")
    converse(
        town,
        """
吴办 > 已完成
吴办 < No such campaign is running.
    [Menu]
""",
    )


def test_offered_in_the_list_once_its_last_day_is_over(town: Town) -> None:
    open_campaign(town)
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    town.clock.forward(days=304)
    assert "End this campaign" not in town.play("吴办 > 尚未报送")  # 31 December
    town.clock.forward(days=1)
    converse(
        town,
        """
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 1, late: 1
    查找问题: filed 0 of 1, late 1
    [Remind all who are late: 1] [By unit] [查找问题: 1] [End this campaign] [Cancel]
吴办 > [End this campaign]
吴办 < 2026年作风建设, 1 Feb 2026 to 31 Dec 2026, tasks still open: 1. Why does it end, or with what result?
        Write a summary.
    [Cancel]
""",
    )
