"""My tasks: what one has to do, and from when on."""

from __future__ import annotations

from datetime import date

from rules.permissions import Role
from tests.duties import add_assignment, open_campaign
from tests.handlers.transcript import converse
from tests.town import Town


def test_not_before_it_begins(town: Town) -> None:
    """What is owed for a period cannot be filed before it begins; what is exempted or gone needs
    nothing.
    """
    open_campaign(town)
    add_assignment(
        town, "monthly", unit="第一中学", due="2026-04-24", period="2026-04", opens=date(2026, 4, 1)
    )
    add_assignment(
        town,
        "monthly",
        unit="第一中学",
        due="2026-03-25",
        period="2026-03",
        opens=date(2026, 3, 1),
        state="exempted",
        reason="新校",
    )
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06", state="dropped")
    converse(
        town,
        """
周校长 > 我的任务
周校长 < Nothing is due at present.
    [Report at once] [Done: 1] [Cancel]
周校长 > (button go:duty:1)
周校长 < 月报 (2026-04)
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 24 Apr 18:00
    Working days left: 38
    It can be filed from 1 Apr 2026 on.
    To be filed: text: 本月情况
    Goes to: 领导小组办公室
    [Confirm receipt] [Ask for more time] [My tasks]
周校长 > (button go:dutyfile:1)
周校长 < “月报” can be filed from 1 Apr 2026 on.
    [My tasks]
周校长 > (button go:dutyfile:2)
周校长 < “月报” is exempted; nothing needs to be filed.
    [My tasks]
周校长 > (button go:dutytime:2)
周校长 < “月报” is exempted; nothing needs to be filed.
    [My tasks]
周校长 > (button go:dutyfile:3)
周校长 < “自查报告” is no longer asked for.
    [My tasks]
周校长 > (button go:duty:3)
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    No longer asked for
    [My tasks]
周校长 > (button go:duty:99)
周校长 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
周校长 > (button go:duty:x)
周校长 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
家长 > (button go:duty:1)
家长 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
家长 > (button go:dutyok:1)
家长 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
家长 > 我的任务
家长 < You owe no report or confirmation at present.
    [Menu]
""",
    )


def test_several_from_far_below(town: Town) -> None:
    """A unit without head and handler answers through the unit above."""
    open_campaign(town)
    town.person("何主任", Role.HEAD)
    add_assignment(town, "self-check", unit="第二小学", due="2026-03-06")
    converse(
        town,
        """
何主任 > 我的任务
何主任 < Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026 (第二小学)] [Report at once] [Cancel]
何主任 > 1
何主任 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第二小学
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [File it] [Confirm receipt] [Ask for more time] [My tasks]
""",
    )


def test_in_chinese(chinese_town: Town) -> None:
    """As a clerk reads it."""
    open_campaign(chinese_town)
    add_assignment(chinese_town, "self-check", unit="第一中学", due="2026-03-06")
    chinese_town.person("小王", Role.HANDLER, unit="第一中学")
    converse(
        chinese_town,
        """
周校长 > 我的任务
周校长 < 您的任务：
    2026年作风建设：逾期0项，待报送1项
    [自查报告，2026年3月6日前] [随时报告] [取消]
周校长 > 1
周校长 < 自查报告
    专项：2026年作风建设
    责任单位（人）：第一中学
    截止：3月6日 18:00
    剩余4个工作日
    应报送文字：自查情况
    应报送数字：问题数（个）
    应报送照片：会议照片（可不报）
    报送至：领导小组办公室
    [报送] [收到] [转交同事] [申请延期] [我的任务]
周校长 > [收到]
周校长 < 已确认收到：自查报告。请于3月6日 18:00前完成。
    [查看任务] [我的任务]
周校长 > [查看任务]
周校长 < 自查报告
    专项：2026年作风建设
    责任单位（人）：第一中学
    截止：3月6日 18:00
    剩余4个工作日
    应报送文字：自查情况
    应报送数字：问题数（个）
    应报送照片：会议照片（可不报）
    报送至：领导小组办公室
    · 3月2日 09:00 已确认收到（周校长）
    [报送] [转交同事] [申请延期] [我的任务]
周校长 > [转交同事]
周校长 < “自查报告”转交给哪位同事？转交后您可随时收回。
    [小王，小王] [取消]
周校长 > 小王
周校长 < “自查报告”已转交小王，并已通知本人。
    [查看任务] [我的任务]
小王 < 周校长向您转交任务：自查报告，3月6日 18:00前完成。
    [查看任务]
小王 > [查看任务]
小王 < 自查报告
    专项：2026年作风建设
    责任单位（人）：第一中学
    经办：小王
    截止：3月6日 18:00
    剩余4个工作日
    应报送文字：自查情况
    应报送数字：问题数（个）
    应报送照片：会议照片（可不报）
    报送至：领导小组办公室
    · 3月2日 09:00 已确认收到（周校长）
    · 3月2日 09:00 转交小王（周校长）
    [报送] [收回] [申请延期] [我的任务]
小王 > [申请延期]
小王 < “自查报告”申请延期至哪一天？原定2026年3月6日到期。
    可点选，也可直接输入，如3月7日、明天、三天内、下周五。
    [2026年3月9日] [2026年3月11日] [2026年3月13日] [2026年3月20日] [取消]
小王 > 3月13日
小王 < 请填写申请延期的理由。
    [上一步]
小王 > 人手不足
吴办 < 第一中学申请将“自查报告”延期至2026年3月13日：人手不足
    [审批] [查看任务]
小王 < “自查报告”的延期申请已报办公室。
    [查看任务] [我的任务]
+ 10 days
小王 > (button go:dutyfile:1)
小王 < 请填写：自查情况
    [取消]
小王 > 情况
小王 < 请填写数字：问题数（个）
    [上一步]
小王 > 3
小王 < 请发送照片，发完点“完成”：会议照片
    [无照片] [上一步]
小王 > [无照片]
小王 < 自查报告
    自查情况：情况
    问题数：3个
    已逾期，报送后将注明“逾期”。

    确认提交吗？
    [提交] [取消] [上一步]
小王 > [提交]
小王 < 已报送：自查报告。原定2026年3月6日到期，已注明“逾期”。
    [查看任务] [我的任务]
小王 > [查看任务]
小王 < 自查报告
    专项：2026年作风建设
    责任单位（人）：第一中学
    经办：小王
    截止：3月6日 18:00
    应报送文字：自查情况
    应报送数字：问题数（个）
    应报送照片：会议照片（可不报）
    报送至：领导小组办公室
    逾期报送：3月12日 09:00，小王
    · 3月2日 09:00 已确认收到（周校长）
    · 3月2日 09:00 转交小王（周校长）
    · 3月12日 09:00 小王报送：自查情况：情况
    问题数：3个
    [我的任务]
吴办 > 尚未报送
吴办 < 2026年作风建设
    尚未报送0项，其中逾期0项
    查找问题：应报送1项，已报送1项，逾期未报0项
    [菜单]
""",
    )
