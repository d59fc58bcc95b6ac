"""Duties in chat: what one owes is filed piece by piece, confirmed, counted, handed over and put
off.
"""

from __future__ import annotations

from datetime import date

from rules.permissions import Role
from tests.duties import filings, open_campaign, owe, owed_row
from tests.handlers.transcript import converse
from tests.town import Town


def test_filed_piece_by_piece(town: Town) -> None:
    """A report with words, a number and photos; what is wrong is asked again; a second tap changes
    nothing.
    """
    open_campaign(town)
    assignment = owe(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
周校长 > menu
周校长 < What would you like to do?
    [Our unit's tickets] [My tasks] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
周校长 > [My tasks]
周校长 < Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
周校长 > 1
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    [File it] [Confirm receipt] [Ask for more time] [My tasks]
周校长 > [File it]
周校长 < Please write: 自查情况
    [Cancel]
周校长 > 查摆问题12个
周校长 < Please give the number: 问题数 (个)
    [Back]
周校长 > 不少
周校长 < A number is needed here: a whole one from 0 to 200.

    Please give the number: 问题数 (个)
    [Back]
周校长 > (file 清单.pdf)
周校长 < The file was not kept. A number is needed here: a whole one from 0 to 200.

    Please give the number: 问题数 (个)
    [Back]
周校长 > 500
周校长 < It must be a whole number from 0 to 200.

    Please give the number: 问题数 (个)
    [Back]
周校长 > 99999999999999999999
周校长 < It must be a whole number from 0 to 200.

    Please give the number: 问题数 (个)
    [Back]
周校长 > 十二个
周校长 < Please send photos, then tap Done: 会议照片
    [No photos] [Back]
周校长 > (photo)
周校长 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
周校长 > (photo)
周校长 < Photos received: 2. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < 自查报告
    自查情况: 查摆问题12个
    问题数: 12个
    会议照片: files or photos: 2

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Filed: 自查报告.
    [Open the task] [My tasks]
周校长 > [Submit]
周校长 < That button belongs to a question that is answered already.
    [Menu]
周校长 > (button go:dutyfile:1)
周校长 < “自查报告” was filed already by 周校长, 2 Mar 09:00.
    [My tasks]
周校长 > 我的任务
周校长 < Nothing is due at present.
    [Report at once] [Done: 1] [Cancel]
周校长 > [Done: 1]
周校长 < Done, newest first:
    [Filed: 自查报告] [Back]
周校长 > 1
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    Filed: 2 Mar 09:00, 周校长
    · 2 Mar 09:00 filed by 周校长: 自查情况: 查摆问题12个
    问题数: 12个
    会议照片: files or photos: 2
    [My tasks]
""",
    )
    assert (owed_row(town, assignment).state, owed_row(town, assignment).late) == ("filed", False)
    [filing] = filings(town, assignment)
    assert [each.get("text", each.get("number")) for each in filing.content] == [
        "查摆问题12个",
        12,
        None,
    ]
    assert all(
        each.submission_id == filing.id and each.role == "filing"
        for each in town.phone("周校长").evidence()
    )


def test_returned_and_filed_again_late(town: Town) -> None:
    """A filing that is returned is open again, and what then comes after its day is marked late and
    taken.
    """
    open_campaign(town)
    assignment = owe(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
周校长 > (button go:dutyfile:1)
周校长 < Please write: 自查情况
    [Cancel]
周校长 > 无
周校长 < Please give the number: 问题数 (个)
    [Back]
周校长 > 0
周校长 < Please send photos, then tap Done: 会议照片
    [No photos] [Back]
周校长 > [No photos]
周校长 < 自查报告
    自查情况: 无
    问题数: 0个

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Filed: 自查报告.
    [Open the task] [My tasks]
+ 5 days
吴办 > (button go:duty:1)
吴办 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    Filed: 2 Mar 09:00, 周校长
    · 2 Mar 09:00 filed by 周校长: 自查情况: 无
    问题数: 0个
    [Return it]
吴办 > [Return it]
吴办 < What is wrong with the filing of “自查报告”? It is open again then.
    [Cancel]
吴办 > 过于简略
周校长 < Your filing is returned: 自查报告. Reason: 过于简略
    It was due by 6 Mar 18:00; please file it again soon.
    [Open the task]
吴办 < Returned: 自查报告. Those responsible have been told.
    [Open the task] [Not yet filed]
吴办 > (button go:dutyreturn:1)
吴办 < Nothing is filed for “自查报告”.
    [Not yet filed]
周校长 > [Open the task]
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    Overdue
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    · 2 Mar 09:00 filed by 周校长, returned: 自查情况: 无
    问题数: 0个
    · 7 Mar 09:00 returned: 过于简略 (吴办)
    [File it] [Confirm receipt] [Ask for more time] [My tasks]
周校长 > [File it]
周校长 < Please write: 自查情况
    Last time: 无
    [As before] [Cancel]
周校长 > 查摆问题3个
周校长 < Please give the number: 问题数 (个)
    [0] [Back]
周校长 > 3
周校长 < Please send photos, then tap Done: 会议照片
    [No photos] [Back]
周校长 > [No photos]
周校长 < 自查报告
    自查情况: 查摆问题3个
    问题数: 3个
    It is late; it will be marked so.

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Filed late: 自查报告. It was due on 6 Mar 2026.
    [Open the task] [My tasks]
周校长 > [Open the task]
周校长 < 自查报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    Due: 6 Mar 18:00
    To be filed: text: 自查情况
    To be filed: number: 问题数 (个)
    To be filed: photos: 会议照片 (may be left out)
    Goes to: 领导小组办公室
    Filed late: 7 Mar 09:00, 周校长
    · 2 Mar 09:00 filed by 周校长, returned: 自查情况: 无
    问题数: 0个
    · 7 Mar 09:00 filed by 周校长: 自查情况: 查摆问题3个
    问题数: 3个
    · 7 Mar 09:00 returned: 过于简略 (吴办)
    [My tasks]
""",
    )
    assert [each.state for each in filings(town, assignment)] == ["returned", "filed"]
    assert (owed_row(town, assignment).state, owed_row(town, assignment).late) == ("filed", True)


def test_confirmed_with_one_tap(town: Town) -> None:
    """收到: a letter that carries nothing is settled by the tap, one that is to be signed by its
    photo.
    """
    open_campaign(town)
    town.person("刘老师", Role.STAFF, unit="第一中学")
    letter = owe(town, "letter", person="刘老师", due="2026-03-06")
    signed = owe(town, "signed", person="刘老师", due="2026-03-06")
    converse(
        town,
        """
刘老师 > 我的任务
刘老师 < Your tasks:
    2026年作风建设: late 0, due 2
    [责任书, due 6 Mar 2026] [签字承诺书, due 6 Mar 2026] [Cancel]
刘老师 > 1
刘老师 < 责任书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Working days left: 4
    Goes to: 校长
    [Confirm receipt] [Hand to a colleague] [Ask for more time] [My tasks]
刘老师 > [Confirm receipt]
刘老师 < Confirmed: 责任书.
    [Open the task] [My tasks]
刘老师 > (button go:dutyok:1)
刘老师 < Confirmed: 责任书.
    [Open the task] [My tasks]
刘老师 > (button go:duty:2)
刘老师 < 签字承诺书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: photos: 签字页
    Goes to: 校长
    [File it] [Confirm receipt] [Hand to a colleague] [Ask for more time] [My tasks]
刘老师 > [Confirm receipt]
刘老师 < Confirmed: 签字承诺书. It is due by 6 Mar 18:00.
    [Open the task] [My tasks]
刘老师 > [Open the task]
刘老师 < 签字承诺书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    Working days left: 4
    To be filed: photos: 签字页
    Goes to: 校长
    · 2 Mar 09:00 confirmed (刘老师)
    [File it] [Hand to a colleague] [Ask for more time] [My tasks]
刘老师 > [File it]
刘老师 < Please send photos (at least one is demanded), then tap Done: 签字页
    [Cancel]
刘老师 > (photo)
刘老师 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
刘老师 > [Done]
刘老师 < 签字承诺书
    签字页: files or photos: 1

    Send it?
    [Submit] [Drop] [Back]
刘老师 > [Submit]
刘老师 < Filed: 签字承诺书.
    [Open the task] [My tasks]
刘老师 > 我的任务
刘老师 < Nothing is due at present.
    [Done: 2] [Cancel]
周校长 > (button go:duty:2)
周校长 < 签字承诺书
    Campaign: 2026年作风建设
    Owed by: 刘老师
    Due: 6 Mar 18:00
    To be filed: photos: 签字页
    Goes to: 校长
    Filed: 2 Mar 09:00, 刘老师
    · 2 Mar 09:00 filed by 刘老师: 签字页: files or photos: 1
    · 2 Mar 09:00 confirmed (刘老师)
    [Menu]
""",
    )
    assert [owed_row(town, each).state for each in (letter, signed)] == ["filed", "filed"]
    assert len(filings(town, letter)) == 1


def test_counted_up(town: Town) -> None:
    """A counter goes up by a number with a note until it is settled, may go on, and comes down when
    a count is returned.
    """
    open_campaign(town)
    visits = owe(town, "visits", due="2026-03-31", period="2026-03")
    converse(
        town,
        """
吴办 > 我的任务
吴办 < Your tasks:
    2026年作风建设: late 0, due 1
    [走访督导 (2026-03), due 31 Mar 2026 (0/4)] [Cancel]
吴办 > 1
吴办 < 走访督导 (2026-03)
    Campaign: 2026年作风建设
    Owed by: 领导小组办公室
    Due: 31 Mar 18:00
    Working days left: 21
    Goes to: 局领导
    Counted: 0/4
    [Count up] [Hand to a colleague] [Ask for more time] [Record a paper filing] [Exempt] [My tasks]
吴办 > [Count up]
吴办 < 走访督导 (2026-03): 0/4. How many more?
    [1] [2] [3] [Cancel]
吴办 > 0
吴办 < It must be a whole number from 1 to 999.

    走访督导 (2026-03): 0/4. How many more?
    [1] [2] [3] [Cancel]
吴办 > 3
吴办 < Anything to note about it?
    [Skip] [Back]
吴办 > 走访三所学校
吴办 < 走访督导 (2026-03)
    counted 3
    走访三所学校

    Send it?
    [Submit] [Drop] [Back]
吴办 > [Submit]
吴办 < Counted. 走访督导 (2026-03): 3/4.
    [Open the task] [My tasks]
吴办 > [Open the task]
吴办 < 走访督导 (2026-03)
    Campaign: 2026年作风建设
    Owed by: 领导小组办公室
    Due: 31 Mar 18:00
    Working days left: 21
    Goes to: 局领导
    Counted: 3/4
    · 2 Mar 09:00 filed by 吴办: counted 3
    走访三所学校
    [Count up] [Hand to a colleague] [Ask for more time] [Return it] [Record a paper filing] [Exempt] [My tasks]
吴办 > [Count up]
吴办 < 走访督导 (2026-03): 3/4. How many more?
    [1] [2] [3] [Cancel]
吴办 > [1]
吴办 < Anything to note about it?
    [Skip] [Back]
吴办 > [Skip]
吴办 < 走访督导 (2026-03)
    counted 1

    Send it?
    [Submit] [Drop] [Back]
吴办 > [Submit]
吴办 < Counted. 走访督导 (2026-03): 4/4.
    [Open the task] [My tasks]
吴办 > (button go:dutyfile:1)
吴办 < 走访督导 (2026-03): 4/4. How many more?
    [1] [2] [3] [Cancel]
吴办 > [2]
吴办 < Anything to note about it?
    [Skip] [Back]
吴办 > [Skip]
吴办 < 走访督导 (2026-03)
    counted 2

    Send it?
    [Submit] [Drop] [Back]
吴办 > [Submit]
吴办 < Counted. 走访督导 (2026-03): 6/4.
    [Open the task] [My tasks]
吴办 > (button go:dutyreturn:1)
吴办 < Which filing is returned?
    [2 Mar 09:00: counted 2] [2 Mar 09:00: counted 1] [2 Mar 09:00: counted 3] [Cancel]
吴办 > 3
吴办 < What is wrong with the filing of “走访督导 (2026-03)”? It is open again then.
    [Back]
吴办 > 重复登记
吴办 < Returned: 走访督导 (2026-03). Those responsible have been told.
    [Open the task] [Not yet filed]
吴办 > [Open the task]
吴办 < 走访督导 (2026-03)
    Campaign: 2026年作风建设
    Owed by: 领导小组办公室
    Due: 31 Mar 18:00
    Working days left: 21
    Goes to: 局领导
    Counted: 3/4
    · 2 Mar 09:00 filed by 吴办, returned: counted 3
    走访三所学校
    · 2 Mar 09:00 filed by 吴办: counted 1
    · 2 Mar 09:00 filed by 吴办: counted 2
    · 2 Mar 09:00 returned: 重复登记 (吴办)
    [Count up] [Hand to a colleague] [Ask for more time] [Return it] [Record a paper filing] [Exempt] [My tasks]
""",
    )
    assert (owed_row(town, visits).state, owed_row(town, visits).counted) == ("open", 3)


def test_handed_to_a_colleague(town: Town) -> None:
    """Handed to a colleague of the unit, who is told and may do it; taken back; nobody else may."""
    open_campaign(town)
    assignment = owe(town, "self-check", unit="第一中学", due="2026-03-06")
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
    assert owed_row(town, assignment).handed_to is None


def test_more_time_asked_for(town: Town) -> None:
    """More time is asked for once, refused with a reason, asked for again and granted: the day
    moves.
    """
    open_campaign(town)
    assignment = owe(town, "self-check", unit="第一中学", due="2026-03-06")
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
        owed_row(town, assignment).due_on.isoformat(),
        owed_row(town, assignment).extended_at,
    ) == ("2026-03-10", town.clock())


def test_reported_at_once(town: Town) -> None:
    """Something important is reported as it happens; the office and the leaders hear of it at once."""
    open_campaign(town)
    town.person("陈局", Role.LEADER)
    converse(
        town,
        """
周校长 > menu
周校长 < What would you like to do?
    [Our unit's tickets] [My tasks] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
周校长 > [My tasks]
周校长 < Nothing is due at present.
    [Report at once] [Cancel]
周校长 > [Report at once]
周校长 < What do you report?
    [重大事项报告] [Cancel]
周校长 > 1
周校长 < Please write: 情况
    [Back]
周校长 > 食堂停电，已启用备用电源
周校长 < 重大事项报告
    情况: 食堂停电，已启用备用电源
    Those who receive it are told at once.

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Reported: 重大事项报告. Those who receive it have been told.
    [Open the task] [My tasks]
吴办 < Reported at once by 第一中学: 重大事项报告
    情况: 食堂停电，已启用备用电源
    [Open the task]
陈局 < Reported at once by 第一中学: 重大事项报告
    情况: 食堂停电，已启用备用电源
    [Open the task]
陈局 > [Open the task]
陈局 < 重大事项报告
    Campaign: 2026年作风建设
    Owed by: 第一中学
    To be filed: text: 情况
    Goes to: 领导小组办公室、局领导
    Filed: 2 Mar 09:00, 周校长
    · 2 Mar 09:00 filed by 周校长: 情况: 食堂停电，已启用备用电源
    [Menu]
周校长 > 重大事项
周校长 < What do you report?
    [重大事项报告] [Cancel]
周校长 > 1
周校长 < Please write: 情况
    [Back]
周校长 > 食堂已恢复供电
周校长 < 重大事项报告
    情况: 食堂已恢复供电
    Those who receive it are told at once.

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Reported: 重大事项报告. Those who receive it have been told.
    [Open the task] [My tasks]
吴办 < Reported at once by 第一中学: 重大事项报告
    情况: 食堂已恢复供电
    [Open the task]
陈局 < Reported at once by 第一中学: 重大事项报告
    情况: 食堂已恢复供电
    [Open the task]
李督 > 立即报告
李督 < There is nothing that you have to report at once.
    [My tasks]
""",
    )


def test_not_before_it_begins(town: Town) -> None:
    """What is owed for a period cannot be filed before it begins; what is exempted or gone needs
    nothing.
    """
    open_campaign(town)
    owe(
        town, "monthly", unit="第一中学", due="2026-04-24", period="2026-04", opens=date(2026, 4, 1)
    )
    owe(
        town,
        "monthly",
        unit="第一中学",
        due="2026-03-25",
        period="2026-03",
        opens=date(2026, 3, 1),
        state="exempted",
        reason="新校",
    )
    owe(town, "self-check", unit="第一中学", due="2026-03-06", state="dropped")
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
    owe(town, "self-check", unit="第二小学", due="2026-03-06")
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
    owe(chinese_town, "self-check", unit="第一中学", due="2026-03-06")
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
