"""Assignees hand over, take back and ask for more time."""

from __future__ import annotations

from rules.permissions import Role
from tests.duties import add_assignment, assignment_row, open_campaign
from tests.handlers.transcript import converse
from tests.town import Town


def test_handed_to_a_colleague(town: Town) -> None:
    """Handed to a colleague of the unit, who is told and may do it; taken back; nobody else may."""
    open_campaign(town)
    assignment = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    town.person("小王", Role.HANDLER, unit="第一中学")
    town.person("刘老师", Role.STAFF, unit="第一中学")
    town.person("郑校长", Role.HEAD, unit="第二小学")
    converse(
        town,
        """
周校长 > (button go:duty:1)
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [File it] [Confirm receipt] [Hand to a colleague] [Ask for more time] [My tasks]
周校长 > [Hand to a colleague]
周校长 < To whom do you hand “自查报告”? You stay able to take it back.
    [小王, 小王] [刘老师, 刘老师] [Cancel]
周校长 > 郑校长
周校长 < That is not one of the choices. Please choose one from the list.

    To whom do you hand “自查报告”? You stay able to take it back.
    [小王, 小王] [刘老师, 刘老师] [Cancel]
周校长 > 刘老师
周校长 < “自查报告” is now with 刘老师, who has been told.
    [Open the task] [My tasks]
刘老师 < 周校长 hands you a task: 自查报告, due by 6 Mar 18:00.
    [Open the task]
刘老师 > [Open the task]
刘老师 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Handed to: 刘老师
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    · 2 Mar 09:00 handed to 刘老师 (周校长)
    [File it] [Confirm receipt] [Take it back] [Ask for more time] [My tasks]
刘老师 > 我的任务
刘老师 < Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Cancel]
小王 > (button go:dutyback:1)
周校长 < 小王 has taken “自查报告” back.
    [Open the task]
小王 < “自查报告” is no longer with 刘老师.
    [Open the task] [My tasks]
刘老师 < 小王 has taken “自查报告” back.
    [Open the task]
小王 > (button go:dutyback:1)
小王 < “自查报告” is not handed to anybody.
小王 < What would you like to do?
    [Our unit's tickets] [My tasks] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
郑校长 > (button go:duty:1)
郑校长 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
郑校长 > (button go:dutyfile:1)
郑校长 < There is no such task for you. “My tasks” shows those that are yours.
    [My tasks]
郑校长 > (button go:dutyhand:1)
郑校长 < There is no such task for you. “My tasks” shows those that are yours.
    [My tasks]
刘老师 > (button go:dutyfile:1)
刘老师 < There is no such task for you. “My tasks” shows those that are yours.
    [My tasks]
""",
    )
    assert assignment_row(town, assignment).handed_to is None


def test_more_time_asked_for(town: Town) -> None:
    """More time is asked for once, refused with a reason, asked for again and granted: the day
    moves.
    """
    open_campaign(town)
    assignment = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
周校长 > (button go:dutytime:1)
周校长 < Until which day do you need more time for “自查报告”? It is due on 6 Mar 2026.
    Tap one, or write for example 3月7日、明天、三天内、下周五.
    [9 Mar 2026] [11 Mar 2026] [13 Mar 2026] [20 Mar 2026] [Cancel]
周校长 > 3月5日
周校长 < 5 Mar 2026 is too early; from 7 Mar 2026 on, please.

    Until which day do you need more time for “自查报告”? It is due on 6 Mar 2026.
    Tap one, or write for example 3月7日、明天、三天内、下周五.
    [9 Mar 2026] [11 Mar 2026] [13 Mar 2026] [20 Mar 2026] [Cancel]
周校长 > [20 Mar 2026]
周校长 < Why is more time needed?
    [Back]
周校长 > 人手不足
周校长 < Your request for more time for “自查报告” is with the office.
    [Open the task] [My tasks]
吴办 < 第一中学 asks for more time for “自查报告” until 20 Mar 2026: 人手不足
    [Rule on it] [Open the task]
周校长 > (button go:dutytime:1)
周校长 < A request for more time is already with the office for “自查报告”.
    [My tasks]
吴办 > [Rule on it]
吴办 < 第一中学 asks for more time for “自查报告” until 20 Mar 2026: 人手不足
    [Grant] [Refuse] [Cancel]
吴办 > [Refuse]
吴办 < Why is it refused?
    [Back]
吴办 > 请按期完成
周校长 < More time for “自查报告” is refused: 请按期完成
    [Open the task]
吴办 < More time for “自查报告” is refused: 请按期完成
    [Open the task] [Not yet filed]
吴办 > (button go:dutyrule:1)
吴办 < No request for more time is open for “自查报告”.
    [Not yet filed]
周校长 > (button go:dutytime:1)
周校长 < Until which day do you need more time for “自查报告”? It is due on 6 Mar 2026.
    Tap one, or write for example 3月7日、明天、三天内、下周五.
    [9 Mar 2026] [11 Mar 2026] [13 Mar 2026] [20 Mar 2026] [Cancel]
周校长 > 3月10日
周校长 < Why is more time needed?
    [Back]
周校长 > 校长外出培训
周校长 < Your request for more time for “自查报告” is with the office.
    [Open the task] [My tasks]
吴办 < 第一中学 asks for more time for “自查报告” until 10 Mar 2026: 校长外出培训
    [Rule on it] [Open the task]
吴办 > 尚未报送
吴办 < 2026年作风建设
    Not yet filed: 1, late: 0
    查找问题: filed 0 of 1, late 0
    [Requests for more time: 1] [By unit] [查找问题: 1] [Cancel]
吴办 > [Requests for more time: 1]
吴办 < Not yet filed: 1
    [第一中学, 自查报告, due 6 Mar 2026] [Back]
吴办 > 1
吴办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    More time is asked for until 10 Mar 2026: 校长外出培训
    · 2 Mar 09:00 more time refused: 请按期完成 (吴办)
    [Rule on more time] [Record a paper filing] [Exempt]
吴办 > [Rule on more time]
吴办 < 第一中学 asks for more time for “自查报告” until 10 Mar 2026: 校长外出培训
    [Grant] [Refuse] [Cancel]
吴办 > [Grant]
周校长 < More time for “自查报告” is granted: it is now due by 10 Mar 18:00.
    [Open the task]
吴办 < More time for “自查报告” is granted: it is now due by 10 Mar 18:00.
    [Open the task] [Not yet filed]
周校长 > [Open the task]
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 10 Mar 18:00
    Working days left: 6
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    · 2 Mar 09:00 more time refused: 请按期完成 (吴办)
    · 2 Mar 09:00 more time granted until 10 Mar 2026 (吴办)
    [File it] [Confirm receipt] [Ask for more time] [My tasks]
""",
    )
    assert (
        assignment_row(town, assignment).due_on.isoformat(),
        assignment_row(town, assignment).extended_at,
    ) == ("2026-03-10", town.clock())
