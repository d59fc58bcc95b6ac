"""The office records papers, exempts, and decides on nothing of its own."""

from __future__ import annotations

from rules.permissions import Role
from tests.duties import add_assignment, assignment_row, open_campaign, submissions_of
from tests.handlers.transcript import converse
from tests.town import Town


def test_a_paper_filing_is_recorded(town: Town) -> None:
    """What came on paper in time is in time, whenever it is recorded; a second one is refused."""
    open_campaign(town)
    town.person("郑校长", Role.HEAD, unit="第二小学")
    town.person("刘老师", Role.STAFF, unit="第一中学")
    first = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    add_assignment(town, "self-check", unit="第二小学", due="2026-03-06")
    add_assignment(town, "letter", person="刘老师", due="2026-03-06")
    add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    add_assignment(town, "visits", due="2026-03-31", period="2026-03")
    converse(
        town,
        """
+ 8 days
吴办 > (button go:duty:1)
吴办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Overdue, working days: 2
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [Record a paper filing] [Exempt]
吴办 > [Record a paper filing]
吴办 < On which day did the paper for “自查报告” come?
    Tap one, or write for example 3月10日、昨天.
    [10 Mar 2026] [Cancel]
吴办 > 2026-03-30
吴办 < Anything to note about it?
    [Skip] [Back]
吴办 > 已收纸质件一份
吴办 < That day is still to come.

    On which day did the paper for “自查报告” come?
    Tap one, or write for example 3月10日、昨天.
    [10 Mar 2026] [Back]
吴办 > 2026-03-06
周校长 < The office has recorded your filing on paper: 自查报告.
    [Open the task]
吴办 < Filed: 自查报告.
    [Open the task] [Not yet filed]
吴办 > [Open the task]
吴办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    Filed: 10 Mar 09:00, 吴办
    · 10 Mar 09:00 recorded from paper by 吴办: │已收纸质件一份
    · 10 Mar 09:00 the paper came on 6 Mar 2026 (吴办)
    [Return it]
吴办 > (button go:dutypaper:1)
吴办 < “自查报告” is filed already.
    [Not yet filed]
周校长 > [Open the task]
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    Filed: 10 Mar 09:00, 吴办
    · 10 Mar 09:00 recorded from paper by 吴办: │已收纸质件一份
    · 10 Mar 09:00 the paper came on 6 Mar 2026 (吴办)
    [My tasks]
""",
    )
    assert (assignment_row(town, first).state, assignment_row(town, first).late) == ("filed", False)
    assert [each.paper for each in submissions_of(town, first)] == [True]


def test_an_exemption_has_a_reason(town: Town) -> None:
    """Exempted with a reason, once; those responsible are told and nothing can be filed any more."""
    open_campaign(town)
    town.person("郑校长", Role.HEAD, unit="第二小学")
    town.person("刘老师", Role.STAFF, unit="第一中学")
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    add_assignment(town, "self-check", unit="第二小学", due="2026-03-06")
    add_assignment(town, "letter", person="刘老师", due="2026-03-06")
    add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    add_assignment(town, "visits", due="2026-03-31", period="2026-03")
    converse(
        town,
        """
吴办 > (button go:duty:3)
吴办 < 责任书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Working days left: 4
    Goes to: 校长
    [Record a paper filing] [Exempt]
吴办 > [Exempt]
吴办 < Why is 刘老师 exempted from “责任书”?
    [Cancel]
吴办 > 产假
吴办 < Exempted: 责任书.
    [Open the task] [Not yet filed]
刘老师 < You are exempted from “责任书”: 产假
    [Open the task]
吴办 > (button go:dutyexempt:3)
吴办 < “责任书” is not open any more.
    [Not yet filed]
刘老师 > [Open the task]
刘老师 < 责任书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Goes to: 校长
    Exempted
    · 2 Mar 09:00 exempted: 产假 (吴办)
    [My tasks]
刘老师 > (button go:dutyok:3)
刘老师 < “责任书” is exempted; nothing needs to be filed.
刘老师 < What would you like to do?
    [My tasks] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
刘老师 > (button go:dutyexempt:3)
刘老师 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
周校长 > (button go:dutyexempt:1)
周校长 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
""",
    )


def test_nobody_decides_on_their_own(town: Town) -> None:
    """Who owes a task does not exempt from it, even from the office; what the whole office owes it
    decides on.
    """
    open_campaign(town)
    town.person("赵办", Role.OFFICE, Role.HEAD, unit="第一中学")
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    visits = add_assignment(town, "visits", due="2026-03-31", period="2026-03")
    converse(
        town,
        """
赵办 > (button go:dutyexempt:1)
赵办 < This task is your own; somebody else in the office decides on it.
    [Not yet filed]
赵办 > (button go:dutyrule:1)
赵办 < This task is your own; somebody else in the office decides on it.
    [Not yet filed]
赵办 > (button go:duty:1)
赵办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [File it] [Confirm receipt] [Hand to a colleague] [Ask for more time] [Record a paper filing] [Exempt]
        [My tasks]
赵办 > (button go:dutyexempt:2)
赵办 < Why is 领导小组办公室 exempted from “走访督导 (2026-03)”?
    [Cancel]
赵办 > 本月集中培训
吴办 < You are exempted from “走访督导 (2026-03)”: 本月集中培训
    [Open the task]
赵办 < Exempted: 走访督导 (2026-03).
    [Open the task] [Not yet filed]
""",
    )
    assert assignment_row(town, visits).state == "exempted"


def test_an_exemption_is_lifted(town: Town) -> None:
    """Found among what is exempted; with a reason it is open again as it was, and those responsible
    are told.
    """
    open_campaign(town)
    town.person("刘老师", Role.STAFF, unit="第一中学")
    add_assignment(town, "letter", person="刘老师", due="2026-03-06")
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    town.play("吴办 > (button go:dutyexempt:1)\n吴办 > 产假")
    converse(
        town,
        """
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 1, late: 0
    查找问题: filed 0 of 1, late 0
    [By unit] [查找问题: 1] [Exempted: 1] [Cancel]
吴办 > [Exempted: 1]
吴办 < Exempted: 1
    [刘老师, 责任书, due 6 Mar 2026] [Back]
吴办 > [刘老师, 责任书, due 6 Mar 2026]
吴办 < 责任书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Goes to: 校长
    Exempted
    · 2 Mar 09:00 exempted: 产假 (吴办)
    [Lift the exemption]
吴办 > [Lift the exemption]
吴办 < Why is “责任书” to be filed by 刘老师 after all? It is open again then.
    [Cancel]
吴办 > 产假提前结束
吴办 < No longer exempted: 责任书. Those responsible have been told.
    [Open the task] [Not yet filed]
刘老师 < “责任书” is to be filed after all: 产假提前结束
    It is due by 6 Mar 18:00.
    [Open the task]
吴办 > (button go:dutylift:1)
吴办 < “责任书” is not exempted.
    [Not yet filed]
吴办 > (button go:duty:1)
吴办 < 责任书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Working days left: 4
    Goes to: 校长
    · 2 Mar 09:00 exempted: 产假 (吴办)
    · 2 Mar 09:00 no longer exempted: 产假提前结束 (吴办)
    [Record a paper filing] [Exempt]
刘老师 > (button go:dutylift:1)
刘老师 < There is no such task for you. “My tasks” shows those that are yours.
    [Menu]
刘老师 > (button go:dutyok:1)
刘老师 < Confirmed: 责任书.
    [Open the task] [My tasks]
""",
    )


def test_an_exemption_is_lifted_too_late(town: Town) -> None:
    """What was due meanwhile is late from then on, and is said to be."""
    open_campaign(town)
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    town.play("吴办 > (button go:dutyexempt:1)\n吴办 > 学校撤并")
    converse(
        town,
        """
+ 7 days
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 0, late: 0
    [Exempted: 1] [Cancel]
吴办 > (button go:dutylift:1)
吴办 < Why is “自查报告” to be filed by 第一中学 after all? It is open again then.
    [Cancel]
吴办 > 撤并暂缓
周校长 < “自查报告” is to be filed after all: 撤并暂缓
    It was due by 6 Mar 18:00; please file it soon.
    [Open the task]
吴办 < No longer exempted: 自查报告. Those responsible have been told.
    [Open the task] [Not yet filed]
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 1, late: 1
    查找问题: filed 0 of 1, late 1
    [Remind all who are late: 1] [By unit] [查找问题: 1] [Cancel]
""",
    )
