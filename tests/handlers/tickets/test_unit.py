"""The unit's part: take it on, answer with proof, or say why not; the office and the reporter hear
of it at once.
"""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import ASSIGNED, COMPLAINT, COMPLAINT_ASSIGNED, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town


def test_the_ladder_of_a_finding(town_anywhere: Town) -> None:
    """Assigned, taken, answered with proof, returned, answered again, approved and closed; the
    inspector hears of it.
    """
    town_anywhere.play(FINDING)
    converse(
        town_anywhere,
        """
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: accepted
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    [Assign] [Leave a message] [Put under supervision]
吴办 > [Assign]
吴办 < Assign DC-2026-0001 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [3 working days]
李督 < DC-2026-0001 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001]
周校长 < Assigned to you: DC-2026-0001, Late. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    │开会迟到 (photos: 1)
    [Take it on] [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001] [Waiting for the office]
周校长 > [Take it on]
周校长 < You have taken DC-2026-0001. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Answer] [Open DC-2026-0001]
周校长 > [Answer]
周校长 < DC-2026-0001: what was the cause?
    [Cancel]
周校长 > 路上堵车
周校长 < What has been done about it?
    [Back]
周校长 > 已批评教育
周校长 < Who is responsible for it? Name and post.
    [Back]
周校长 > 王强，教务处主任
周校长 < Send photos as proof, then tap Done.
    [No photos] [Back]
周校长 > (photo)
周校长 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < DC-2026-0001
    Cause: 路上堵车
    Measure: 已批评教育
    Responsible: 王强，教务处主任
    Photos: 1

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Your answer to DC-2026-0001 is with the office.
    [Open DC-2026-0001] [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 has answered. Please check it.
    [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: answered
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    [Approve] [Return it] [Leave a message] [Put under supervision]
吴办 > [Return it]
吴办 < What is missing in the answer to DC-2026-0001?
    [Cancel]
吴办 > 请附书面检查
周校长 < DC-2026-0001: your answer is returned: 请附书面检查
    Deadline unchanged: by 5 Mar 2026 18:00 (working days: 3).
    [Answer again] [Open DC-2026-0001]
吴办 < DC-2026-0001 is returned to 第一中学.
    [Waiting for the office]
周校长 > [Answer again]
周校长 < DC-2026-0001: what was the cause?
    Last time: 路上堵车
    [As before] [Cancel]
周校长 > [As before]
周校长 < What has been done about it?
    Last time: 已批评教育
    [As before] [Back]
周校长 > 已作书面检查
周校长 < Who is responsible for it? Name and post.
    Last time: 王强，教务处主任
    [As before] [Back]
周校长 > 王强
周校长 < Send new photos as proof, then tap Done; those sent before stay with it: 1.
    [As before] [Back]
周校长 > [As before]
周校长 < DC-2026-0001
    Cause: 路上堵车
    Measure: 已作书面检查
    Responsible: 王强
    Photos: 1

    Send it?
    [Submit] [Drop] [Back]
周校长 > [Submit]
周校长 < Your answer to DC-2026-0001 is with the office.
    [Open DC-2026-0001] [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 has answered. Please check it.
    [Open DC-2026-0001]
吴办 > 待办
吴办 < Waiting for the office: 1
    DC-2026-0001 Late, 第一中学: answered; due 5 Mar 2026
    [DC-2026-0001]
吴办 > [DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: answered
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 returned: 请附书面检查
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已作书面检查. Responsible: 王强
    [Approve] [Return it] [Leave a message] [Put under supervision]
吴办 > [Approve]
李督 < DC-2026-0001 is closed. What was done: 已作书面检查 (photos: 1)
    [Open DC-2026-0001]
周校长 < DC-2026-0001: your answer is approved and the ticket is closed.
吴办 < DC-2026-0001 is approved and closed.
    [Waiting for the office]
""",
    )


def test_our_tickets(town: Town) -> None:
    """The list of what a unit has to answer, for its head and its handlers."""
    town.person("小王", Role.HANDLER, unit="第一中学")
    town.play(FINDING)
    converse(
        town,
        """
小王 > 工单
小王 < Your unit has no open ticket.
    [Menu]
""",
    )
    town.play(ASSIGNED)
    converse(
        town,
        """
小王 > menu
小王 < What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
小王 > [Our unit's tickets]
小王 < Open tickets of your unit: 1
    DC-2026-0001 Late, 第一中学: assigned; due 5 Mar 2026
    [DC-2026-0001]
小王 > [DC-2026-0001]
小王 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Take it on] [Hand back] [Ask for more time]
小王 > [Take it on]
小王 < You have taken DC-2026-0001. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Answer] [Open DC-2026-0001]
周校长 > 工单
周校长 < Open tickets of your unit: 1
    DC-2026-0001 Late, 第一中学: in progress; due 5 Mar 2026
    [DC-2026-0001]
""",
    )


def test_handed_back_and_assigned_to_another(town: Town) -> None:
    """What is not the unit's goes back once, with the reason, and on to another unit."""
    town.person("郑校长", Role.HEAD, unit="第二小学")
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
周校长 > [Open DC-2026-0001]
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Take it on] [Hand back] [Ask for more time]
周校长 > [Hand back]
周校长 < Why is DC-2026-0001 not yours, and whose is it? It can be handed back once; the clock runs on.
    [Cancel]
周校长 > 当事人是第二小学的
周校长 < DC-2026-0001 is handed back; the office decides. The clock runs on until then.
    [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 hands it back: 当事人是第二小学的
    [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: handed back
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 handed back: 当事人是第二小学的
    [Agree, reassign] [Refuse the hand-back] [Leave a message] [Put under supervision]
吴办 > [Assign]
吴办 < To which unit?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
吴办 > dexx
吴办 < 第二小学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [3 working days]
李督 < DC-2026-0001 is now with 第二小学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001]
周校长 < DC-2026-0001: your hand-back is agreed to. It is no longer yours.
吴办 < DC-2026-0001 is now with 第二小学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001] [Waiting for the office]
郑校长 < Assigned to you: DC-2026-0001, Late. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    │开会迟到 (photos: 1)
    [Take it on] [Open DC-2026-0001]
周校长 > DC-2026-0001
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
""",
    )


def test_the_hand_back_is_refused(town: Town) -> None:
    """The office insists, and it cannot be handed back a second time."""
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
周校长 > [Open DC-2026-0001]
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Take it on] [Hand back] [Ask for more time]
周校长 > [Hand back]
周校长 < Why is DC-2026-0001 not yours, and whose is it? It can be handed back once; the clock runs on.
    [Cancel]
周校长 > 不是我校教师
周校长 < DC-2026-0001 is handed back; the office decides. The clock runs on until then.
    [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 hands it back: 不是我校教师
    [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: handed back
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 handed back: 不是我校教师
    [Agree, reassign] [Refuse the hand-back] [Leave a message] [Put under supervision]
吴办 > [Refuse the hand-back]
吴办 < Why does DC-2026-0001 stay with the unit?
    [Cancel]
吴办 > 签到表上是贵校教师
周校长 < DC-2026-0001 stays with you: 签到表上是贵校教师
    Deadline unchanged: by 5 Mar 2026 18:00 (working days: 3).
    [Take it on]
吴办 < DC-2026-0001 stays with 第一中学.
    [Waiting for the office]
周校长 > DC-2026-0001
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 handed back: 不是我校教师
    · 2 Mar 09:00 hand-back refused: 签到表上是贵校教师
    [Take it on] [Ask for more time]
""",
    )


def test_more_time_granted(town: Town) -> None:
    """More time is asked for and granted; the complainant is told."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN)
    converse(
        town,
        """
周校长 > [Open TS-2026-0001]
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [Ask for more time] [Ask the reporter]
周校长 > [Ask for more time]
周校长 < How many more working days does TS-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
周校长 > 2
周校长 < Why is more time needed?
    [Back]
周校长 > 家长分批退款
周校长 < Your request for more time on TS-2026-0001 is with the office.
    [Our unit's tickets]
吴办 < TS-2026-0001: 第一中学 asks for 2 more working days, until 11 Mar 2026: 家长分批退款
    [Rule on it] [Open TS-2026-0001]
吴办 > [Rule on it]
吴办 < TS-2026-0001: 2 more working days are asked for, until 11 Mar 2026: 家长分批退款
    [Grant] [Refuse] [Cancel]
吴办 > [Grant]
周校长 < TS-2026-0001: 2 more working days are granted. New deadline: by 11 Mar 2026 18:00 (working days: 7).
    [Open TS-2026-0001]
吴办 < TS-2026-0001: 2 more working days are granted. New deadline: by 11 Mar 2026 18:00 (working days: 7).
    [Waiting for the office]
家长 < TS-2026-0001 takes 2 more working days. New deadline: by 11 Mar 2026 18:00 (working days: 7).
    [Open TS-2026-0001]
周校长 > [Open TS-2026-0001]
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 11 Mar 2026 18:00 (working days: 7)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 2 more working days asked for: 家长分批退款
    · 2 Mar 09:00 more time granted
    [Answer] [Ask for more time] [Ask the reporter]
""",
    )


def test_more_time_refused(town: Town) -> None:
    """A refusal says why; asking twice at once is not possible."""
    town.play(FINDING + ASSIGNED + TAKEN)
    converse(
        town,
        """
周校长 > [Open DC-2026-0001]
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: in progress
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [It was excused] [Ask for more time] [Ask the reporter]
周校长 > [Ask for more time]
周校长 < How many more working days does DC-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
周校长 > [1 working day]
周校长 < Why is more time needed?
    [Back]
周校长 > 教师外出
周校长 < Your request for more time on DC-2026-0001 is with the office.
    [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 asks for 1 more working days, until 6 Mar 2026: 教师外出
    [Rule on it] [Open DC-2026-0001]
周校长 > [Ask for more time]
周校长 < A request for more time is already with the office for DC-2026-0001.
    [Our unit's tickets]
周校长 > 1
周校长 < Open tickets of your unit: 1
    DC-2026-0001 Late, 第一中学: in progress; more time is asked for; due 5 Mar 2026
    [DC-2026-0001]
周校长 > 再要一天
周校长 < That was not understood.

    What would you like to do?
    [Our unit's tickets] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
吴办 > [Rule on it]
吴办 < DC-2026-0001: 1 more working days are asked for, until 6 Mar 2026: 教师外出
    [Grant] [Refuse] [Cancel]
吴办 > [Refuse]
吴办 < Why is it refused?
    [Back]
吴办 > 时间足够
周校长 < DC-2026-0001: more time is refused: 时间足够
    [Open DC-2026-0001]
吴办 < DC-2026-0001: more time is refused: 时间足够
    [Waiting for the office]
""",
    )


def test_the_reporter_is_asked(town: Town) -> None:
    """The unit asks, the question reaches the reporter, and the answer the unit."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN)
    converse(
        town,
        """
周校长 > [Open TS-2026-0001]
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [Ask for more time] [Ask the reporter]
周校长 > [Ask the reporter]
周校长 < What do you want to ask the reporter of TS-2026-0001? The clock stands still for at most 5 working
        days.
    [Cancel]
周校长 > 哪个年级？
周校长 < The reporter of TS-2026-0001 is asked. The clock stands still until 9 Mar 18:00.
    [Our unit's tickets]
家长 < About TS-2026-0001 you are asked: 哪个年级？
    Please answer by 9 Mar 18:00.
    [Answer the question]
家长 > [Answer the question]
家长 < About TS-2026-0001 you are asked: 哪个年级？
    Write your answer and send photos, then tap Done.
    [Cancel]
家长 > 三年级
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > (photo)
家长 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
家长 > [Done]
周校长 < TS-2026-0001: the reporter adds: 三年级
    Photos: 1 (photos: 1)
    [Open TS-2026-0001]
家长 < Added to TS-2026-0001. Thank you.
    [Open TS-2026-0001]
""",
    )


def test_it_was_excused(town: Town) -> None:
    """A finding that was excused is shown to be so, with the slip; the inspector reads why it is
    closed.
    """
    town.play(FINDING + ASSIGNED + TAKEN)
    converse(
        town,
        """
周校长 > [Open DC-2026-0001]
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: in progress
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [It was excused] [Ask for more time] [Ask the reporter]
周校长 > [It was excused]
周校长 < DC-2026-0001: who was excused, and why?
    [Cancel]
周校长 > 王强，已请病假
周校长 < Send a photo of the leave slip or other proof, then tap Done.
    [Back]
周校长 > (photo 请假条)
周校长 < Photos received: 1. Send more, or tap Done.
    [Done] [Back]
周校长 > [Done]
周校长 < Your answer to DC-2026-0001 is with the office.
    [Open DC-2026-0001] [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 has answered. Please check it.
    [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: answered
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 shown to be excused: 王强，已请病假
    │请假条
    [Approve] [Return it] [Leave a message] [Put under supervision]
吴办 > [Approve]
李督 < DC-2026-0001 is closed; it was excused: 王强，已请病假
    │请假条 (photos: 1)
    [Open DC-2026-0001]
周校长 < DC-2026-0001: your answer is approved and the ticket is closed.
吴办 < DC-2026-0001 is approved and closed.
    [Waiting for the office]
""",
    )


def test_any_number_within_the_range(town: Town) -> None:
    """Days are typed as one likes, with or without a measure word; out of the range the range is
    said.
    """
    town.play(FINDING)
    converse(
        town,
        """
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: accepted
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    [Assign] [Leave a message] [Put under supervision]
吴办 > [Assign]
吴办 < Assign DC-2026-0001 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > 0
吴办 < It must be a whole number from 1 to 60.

    第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > 500
吴办 < It must be a whole number from 1 to 60.

    第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > 下周
吴办 < A number is needed here: a whole one from 1 to 60.

    第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > 2
李督 < DC-2026-0001 is now with 第一中学. Deadline: by 4 Mar 2026 18:00 (working days: 2).
    [Open DC-2026-0001]
周校长 < Assigned to you: DC-2026-0001, Late. Deadline: by 4 Mar 2026 18:00 (working days: 2).
    │开会迟到 (photos: 1)
    [Take it on] [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第一中学. Deadline: by 4 Mar 2026 18:00 (working days: 2).
    [Open DC-2026-0001] [Waiting for the office]
周校长 > [Take it on]
周校长 < You have taken DC-2026-0001. Deadline: by 4 Mar 2026 18:00 (working days: 2).
    [Answer] [Open DC-2026-0001]
周校长 > DC-2026-0001
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: in progress
    Deadline: by 4 Mar 2026 18:00 (working days: 2)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Answer] [It was excused] [Ask for more time] [Ask the reporter]
周校长 > [Ask for more time]
周校长 < How many more working days does DC-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
周校长 > 三十一天
周校长 < It must be a whole number from 1 to 30.

    How many more working days does DC-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
周校长 > (file 说明.pdf)
周校长 < The file was not kept. A number is needed here: a whole one from 1 to 30.

    How many more working days does DC-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
周校长 > (photo)
周校长 < The photo was not kept. A number is needed here: a whole one from 1 to 30.

    How many more working days does DC-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
周校长 > 四个工作日
周校长 < Why is more time needed?
    [Back]
周校长 > (photo)
周校长 < The photo was not kept. Words are needed here, please type them.

    Why is more time needed?
    [Back]
周校长 > (file 说明.pdf)
周校长 < The file was not kept. Words are needed here, please type them.

    Why is more time needed?
    [Back]
周校长 > 教师外出
周校长 < Your request for more time on DC-2026-0001 is with the office.
    [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 asks for 4 more working days, until 10 Mar 2026: 教师外出
    [Rule on it] [Open DC-2026-0001]
""",
    )
