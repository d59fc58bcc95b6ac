"""The office sees what is not filed, and reminds all who are late."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import col, select

from rules.permissions import Role
from storage.tables import OutboxRow
from tests.duties import add_assignment, open_campaign
from tests.handlers.transcript import converse
from tests.town import Town


def test_who_has_not_filed(town: Town) -> None:
    """By stage and by unit, what is late first, with a card for each."""
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
+ 7 days
吴办 > menu
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [My tasks] [Not yet filed]
        [Digest] [Complain] [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help]
        [中文 / English]
吴办 > [Not yet filed]
吴办 < 2026年作风建设
    Not yet filed: 5, late: 3
    Without a stage: filed 0 of 1, late 0
    整改: filed 0 of 1, late 0
    查找问题: filed 0 of 3, late 3
    [Remind all who are late: 3] [By unit] [查找问题: 3] [Without a stage: 1] [整改: 1] [Cancel]
吴办 > [查找问题: 3]
吴办 < Not yet filed: 3
    [Late: 第一中学, 自查报告, due 6 Mar 2026] [Late: 第二小学, 自查报告, due 6 Mar 2026]
        [Late: 刘老师, 责任书, due 6 Mar 2026] [Back]
吴办 > [Back]
吴办 < 2026年作风建设
    Not yet filed: 5, late: 3
    Without a stage: filed 0 of 1, late 0
    整改: filed 0 of 1, late 0
    查找问题: filed 0 of 3, late 3
    [Remind all who are late: 3] [By unit] [查找问题: 3] [Without a stage: 1] [整改: 1] [Cancel]
吴办 > [By unit]
吴办 < Not yet filed, by unit:
    [第一中学: 3] [第二小学: 1] [Groups together: 1] [Back]
吴办 > [第一中学: 3]
吴办 < Not yet filed: 3
    [Late: 第一中学, 自查报告, due 6 Mar 2026] [Late: 刘老师, 责任书, due 6 Mar 2026]
        [第一中学, 问题清单, due 10 Apr 2026] [Back]
吴办 > 1
吴办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Overdue, working days: 1
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [Record a paper filing] [Exempt]
周校长 > 尚未报送
周校长 < Your role does not allow this. Ask the office if it should.
    [Menu]
""",
    )


def test_all_who_are_late_are_reminded_once_a_day(town: Town) -> None:
    """One grouped message to each, in working hours, once a day; nobody who has filed is told."""
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
+ 5 days
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 5, late: 3
    Without a stage: filed 0 of 1, late 0
    整改: filed 0 of 1, late 0
    查找问题: filed 0 of 3, late 3
    [Remind all who are late: 3] [By unit] [查找问题: 3] [Without a stage: 1] [整改: 1] [Cancel]
吴办 > [Remind all who are late: 3]
周校长 < Not yet filed and overdue (2026年作风建设): 1
    · 自查报告, due 6 Mar 2026
    Please file soon; late filings are still accepted.
    [自查报告] [My tasks]
吴办 < Told: 3. Told today already: 0. Without an account here: 0.
    [Not yet filed]
郑校长 < Not yet filed and overdue (2026年作风建设): 1
    · 自查报告, due 6 Mar 2026
    Please file soon; late filings are still accepted.
    [自查报告] [My tasks]
刘老师 < Not yet filed and overdue (2026年作风建设): 1
    · 责任书, due 6 Mar 2026
    Please file soon; late filings are still accepted.
    [责任书] [My tasks]
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 5, late: 3
    Without a stage: filed 0 of 1, late 0
    整改: filed 0 of 1, late 0
    查找问题: filed 0 of 3, late 3
    [Remind all who are late: 3] [By unit] [查找问题: 3] [Without a stage: 1] [整改: 1] [Cancel]
吴办 > [Remind all who are late: 3]
吴办 < Told: 0. Told today already: 3. Without an account here: 0.
    [Not yet filed]
+ 2 days
周校长 > [自查报告]
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Overdue, working days: 1
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [File it] [Confirm receipt] [Hand to a colleague] [Ask for more time] [My tasks]
吴办 > (button go:dutyexempt:2)
吴办 < Why is 第二小学 exempted from “自查报告”?
    [Cancel]
吴办 > 学校撤并
吴办 < Exempted: 自查报告.
    [Open the task] [Not yet filed]
郑校长 < You are exempted from “自查报告”: 学校撤并
    [Open the task]
吴办 > (button go:owing)
吴办 < 2026年作风建设
    Not yet filed: 4, late: 2
    Without a stage: filed 0 of 1, late 0
    整改: filed 0 of 1, late 0
    查找问题: filed 0 of 2, late 2
    [Remind all who are late: 2] [By unit] [查找问题: 2] [Without a stage: 1] [整改: 1] [Exempted: 1] [Cancel]
吴办 > [Remind all who are late: 2]
周校长 < Not yet filed and overdue (2026年作风建设): 1
    · 自查报告, due 6 Mar 2026, working days late: 1
    Please file soon; late filings are still accepted.
    [自查报告] [My tasks]
吴办 < Told: 2. Told today already: 0. Without an account here: 0.
    [Not yet filed]
刘老师 < Not yet filed and overdue (2026年作风建设): 1
    · 责任书, due 6 Mar 2026, working days late: 1
    Please file soon; late filings are still accepted.
    [责任书] [My tasks]
""",
    )
    with town.database.read() as session:
        sent = session.exec(
            select(OutboxRow.not_before)
            .where(col(OutboxRow.once).like("late:%"))
            .order_by(col(OutboxRow.id))
        ).all()
    monday = datetime(2026, 3, 9, 0, 31, tzinfo=UTC)  # 8:31 in Beijing
    assert sent == [monday] * 3 + [datetime(2026, 3, 9, 1, 1, tzinfo=UTC)] * 2
