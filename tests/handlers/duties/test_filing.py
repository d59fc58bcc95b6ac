"""Assignees confirm, file piece by piece, count up and report at once."""

from __future__ import annotations

from rules.permissions import Role
from tests.duties import add_assignment, assignment_row, open_campaign, submissions_of
from tests.handlers.transcript import converse
from tests.town import Town


def test_filed_piece_by_piece(town: Town) -> None:
    """A report with words, a number and photos; what is wrong is asked again; a second tap changes
    nothing.
    """
    open_campaign(town)
    assignment = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
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
    assert (assignment_row(town, assignment).state, assignment_row(town, assignment).late) == (
        "filed",
        False,
    )
    [filing] = submissions_of(town, assignment)
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
    assignment = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
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
    assert [each.state for each in submissions_of(town, assignment)] == ["returned", "filed"]
    assert (assignment_row(town, assignment).state, assignment_row(town, assignment).late) == (
        "filed",
        True,
    )


def test_confirmed_with_one_tap(town: Town) -> None:
    """收到: a letter that carries nothing is settled by the tap, one that is to be signed by its
    photo.
    """
    open_campaign(town)
    town.person("刘老师", Role.STAFF, unit="第一中学")
    letter = add_assignment(town, "letter", person="刘老师", due="2026-03-06")
    signed = add_assignment(town, "signed", person="刘老师", due="2026-03-06")
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
    assert [assignment_row(town, each).state for each in (letter, signed)] == ["filed", "filed"]
    assert len(submissions_of(town, letter)) == 1


def test_counted_up(town: Town) -> None:
    """A counter goes up by a number with a note until it is settled, may go on, and comes down when
    a count is returned.
    """
    open_campaign(town)
    visits = add_assignment(town, "visits", due="2026-03-31", period="2026-03")
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
    │走访三所学校

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
    │走访三所学校
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
    │走访三所学校
    · 2 Mar 09:00 filed by 吴办: counted 1
    · 2 Mar 09:00 filed by 吴办: counted 2
    · 2 Mar 09:00 returned: 重复登记 (吴办)
    [Count up] [Hand to a colleague] [Ask for more time] [Return it] [Record a paper filing] [Exempt] [My tasks]
""",
    )
    assert (assignment_row(town, visits).state, assignment_row(town, visits).counted) == ("open", 3)


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
