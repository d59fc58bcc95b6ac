"""While one is to choose from a list, a word that names something else starts it; what was begun
waits and nothing is lost.
"""

from __future__ import annotations

from tests.duties import add_assignment, open_campaign
from tests.handlers.beginnings import ASSIGNED, COMPLAINT, FINDING
from tests.handlers.transcript import converse
from tests.town import Town


def test_a_list_is_left_by_a_word(town: Town) -> None:
    """Nothing was begun in a list that was only looked at: it does not come back; a word that fits
    an option is an answer.
    """
    open_campaign(town)
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    add_assignment(town, "lists", unit="第一中学", due="2026-04-10")
    converse(
        town,
        """
周校长 > 我的任务
周校长 < Your tasks:
    2026年作风建设: late 0, due 2
    [自查报告, due 6 Mar 2026] [问题清单, due 10 Apr 2026] [Report at once] [Cancel]
周校长 > 投诉
周校长 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
周校长 > 取消
周校长 < Cancelled. Nothing was sent.
周校长 < What would you like to do?
    [Our unit's tickets] [My tasks] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
周校长 > 任务
周校长 < Your tasks:
    2026年作风建设: late 0, due 2
    [自查报告, due 6 Mar 2026] [问题清单, due 10 Apr 2026] [Report at once] [Cancel]
周校长 > 工单
周校长 < Your unit has no open ticket.
    [Menu]
周校长 > 任务
周校长 < Your tasks:
    2026年作风建设: late 0, due 2
    [自查报告, due 6 Mar 2026] [问题清单, due 10 Apr 2026] [Report at once] [Cancel]
周校长 > 报告
周校长 < That is not one of the choices. Please choose one from the list.

    Your tasks:
    2026年作风建设: late 0, due 2
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
""",
    )


def test_a_draft_waits_behind(town: Town) -> None:
    """At a choice of the report a word leads to the list of tickets; the report goes on where it
    was.
    """
    converse(
        town,
        """
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > [第一中学]
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > 我的工单
李督 < Nothing was reported from here. An anonymous complaint opens with its receipt code.
    [Ask with a receipt code] [Menu]
李督 < Back to what was begun: Report a finding

    第一中学: what did you see?
    [Late] […] [Cancel]
李督 > 投诉
李督 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
李督 > 食堂有苍蝇
李督 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < What is it about?
    [School meals] [Unlawful fees] [Banned tutoring] [Teachers' conduct] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back]
李督 > 上报
李督 < 第一中学: what did you see?
    [Late] […] [Back]
李督 > 迟到
李督 < Anything to add?
    [Skip] [Back]
李督 > [Skip]
李督 < Where was it? Send your location or write the place.
    [Skip] [Back]
李督 > 操场
李督 < Seen: Late
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Place: 操场

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > 帮我看看
李督 < That is not one of the choices. Please choose one from the list.

    Seen: Late
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Place: 操场

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > 我的工单
李督 < Nothing was reported from here. An anonymous complaint opens with its receipt code.
    [Ask with a receipt code] [Menu]
李督 < Back to what was begun: Report a finding

    Seen: Late
    School or unit: 第一中学
    Time: 2 Mar 09:00
    Photos: 1
    Place: 操场

    Send it?
    [Submit] [Change the time] [Drop] [Back]
李督 > [Submit]
李督 < Filed as DC-2026-0001: Late at 第一中学, photos: 1. The unit sees nothing until the office assigns it.
    [One more at 第一中学] [Open DC-2026-0001]
李督 < Back to what was begun: Complain

    What is it about?
    [School meals] [Unlawful fees] [Banned tutoring] [Teachers' conduct] [Teaching materials and uniforms]
        [Admissions] [Campus safety] [Something else] [Back] [Cancel]
吴办 < New finding DC-2026-0001: Late at 第一中学. It waits to be assigned.
    [Open DC-2026-0001]
""",
    )


def test_what_names_nothing_is_refused_as_before(town: Town) -> None:
    open_campaign(town)
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
周校长 > 我的任务
周校长 < Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
周校长 > 天气
周校长 < That is not one of the choices. Please choose one from the list.

    Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
周校长 > close
周校长 < That is not one of the choices. Please choose one from the list.

    Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
周校长 > 7
周校长 < There is no number 7 here. Please choose one from the list.

    Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
周校长 > 我的任务
周校长 < Your tasks:
    2026年作风建设: late 0, due 1
    [自查报告, due 6 Mar 2026] [Report at once] [Cancel]
""",
    )


def test_a_number_of_a_ticket_opens_it(town: Town) -> None:
    town.play(
        "李督 > (photo 迟到)\n李督 > [Done]\n李督 > [第一中学]\n李督 > [Late]\n李督 > [Skip]\n李督 > [Submit]"
    )
    open_campaign(town)
    add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    converse(
        town,
        """
吴办 > 尚未报送
吴办 < 2026年作风建设
    Not yet filed: 1, late: 0
    查找问题: filed 0 of 1, late 0
    [By unit] [查找问题: 1] [Cancel]
吴办 > dc-2026-0001
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: accepted
    Words: 迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    [Assign] [Leave a message] [Put under supervision]
""",
    )


def test_free_text_is_never_taken_for_a_word(town: Town) -> None:
    """Where words are the answer, they are, whatever they are."""
    converse(
        town,
        """
家长 > 投诉
家长 < What happened? Write it and send photos if you have any, one after another; then tap Done.
    [Cancel]
家长 > 投诉
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
李督 > (photo)
李督 < Photos received: 1. Send more, or tap Done.
    [Done] [Cancel]
李督 > [Done]
李督 < Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
李督 > 投诉
李督 < No unit is known by “投诉”. Try its short name, its pinyin or its initials.

    Which unit is it? Tap one, or write its name.
    [示范区教育局] [第一中学] [第二小学] [Back]
""",
    )


def test_what_was_interrupted_is_asked_once(town: Town) -> None:
    """Its question comes back once; whoever looks at more things finds a button that leads back,
    and may give it up.
    """
    town.play(FINDING + ASSIGNED + COMPLAINT)
    converse(
        town,
        """
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Decline]
吴办 < Why is TS-2026-0001 not taken up?
    [Cancel]
吴办 > 不属于教育局职责
吴办 < Where should the reporter turn instead?
    [Back]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Assign to another unit] [Leave a message] [Put under supervision]
吴办 < Back to what was begun: Decline

    Where should the reporter turn instead?
    [Back] [Cancel]
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision] [Continue]
吴办 > 待办
吴办 < Waiting for the office: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [TS-2026-0001] [Continue]
吴办 > [Continue]
吴办 < Back to what was begun: Decline

    Where should the reporter turn instead?
    [Back] [Cancel]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Assign to another unit] [Leave a message] [Put under supervision] [Continue]
吴办 > 区市场监督管理局
吴办 < Back to what was begun: Decline

    Where should the reporter turn instead?
    [Back] [Cancel]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Assign to another unit] [Leave a message] [Put under supervision] [Continue]
吴办 > 继续
吴办 < Back to what was begun: Decline

    Where should the reporter turn instead?
    [Back] [Cancel]
吴办 > [Cancel]
吴办 < Cancelled. Nothing was sent.
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
""",
    )
