"""The office's part: what waits, and every decision; whoever it concerns hears of it."""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import (
    ANONYMOUS,
    ANSWERED,
    APPROVED,
    ASSIGNED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    FINDING,
    RATED_BADLY,
    TAKEN,
)
from tests.handlers.transcript import converse
from tests.town import Town


def test_what_waits(town: Town) -> None:
    """One list of what waits, the oldest deadline first, each ticket one tap away; another is
    empty.
    """
    town.play(FINDING + COMPLAINT)
    converse(
        town,
        """
吴办 > menu
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
吴办 > [Waiting for the office]
吴办 < Waiting for the office: 2
    DC-2026-0001 Late, 第一中学: accepted
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [DC-2026-0001] [TS-2026-0001]
吴办 > [DC-2026-0001]
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
    开会迟到 (photos: 1)
    [Take it on] [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001] [Waiting for the office]
吴办 > [Waiting for the office]
吴办 < Waiting for the office: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [TS-2026-0001]
吴办 > 待销号
吴办 < Nothing waits to be closed.
    [Menu]
""",
    )


def test_accepted_and_assigned_elsewhere(town: Town) -> None:
    """A complaint about no unit in particular is accepted and given to one."""
    town.person("郑校长", Role.HEAD, unit="第二小学")
    town.play(COMPLAINT.replace("[第一中学]", "[Don't know]").replace("家长 > [No]\n", ""))
    converse(
        town,
        """
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: not known; the office finds it out
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Accept]
吴办 < TS-2026-0001 is accepted. Assign it to a unit next.
    [Assign] [Open TS-2026-0001] [Waiting for the office]
家长 < Your complaint TS-2026-0001 is taken up.
    [Open TS-2026-0001]
吴办 > [Assign]
吴办 < To which unit?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
吴办 > 第2小学
吴办 < 第二小学: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
吴办 > 15
吴办 < TS-2026-0001 is now with 第二小学. Deadline: by 23 Mar 2026 18:00 (working days: 15).
    [Open TS-2026-0001] [Waiting for the office]
郑校长 < Assigned to you: TS-2026-0001, Teaching materials and uniforms. Deadline: by 23 Mar 2026 18:00
        (working days: 15).
    强制购买教辅
    [Take it on] [Open TS-2026-0001]
家长 < TS-2026-0001 is now with 第二小学. Deadline: by 23 Mar 2026 18:00 (working days: 15).
    [Open TS-2026-0001]
""",
    )


def test_declined(town: Town) -> None:
    """Declining says why, and where to turn instead."""
    town.play(COMPLAINT)
    converse(
        town,
        """
吴办 > [Open TS-2026-0001]
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
吴办 > 区市场监督管理局
吴办 < TS-2026-0001 is declined. The reporter reads the reason.
    [Waiting for the office]
家长 < Your complaint TS-2026-0001 is not taken up: 不属于教育局职责
    Please turn to: 区市场监督管理局
""",
    )


def test_reopened(town: Town) -> None:
    """A request to reopen is granted; the unit starts anew."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED + RATED_BADLY)
    converse(
        town,
        """
吴办 > 待办
吴办 < Waiting for the office: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: reopening requested; due 9 Mar 2026
    [TS-2026-0001]
吴办 > [TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: reopening requested
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    [Reopen] [Uphold the result] [Leave a message] [Put under supervision]
吴办 > [Reopen]
周校长 < Reopened: TS-2026-0001, Teaching materials and uniforms. Deadline: by 9 Mar 2026 18:00 (working days:
        5).
    Not settled, says the reporter: 还在收费
    强制购买教辅
    [Take it on] [Open TS-2026-0001]
吴办 < TS-2026-0001 is reopened and back with 第一中学.
    [Waiting for the office]
家长 < TS-2026-0001 is reopened. Deadline: by 9 Mar 2026 18:00 (working days: 5).
""",
    )


def test_looked_back_without_and_with_a_relapse(town: Town) -> None:
    """A closed ticket is looked at again; on a relapse a new one is opened and assigned."""
    town.play(FINDING + ASSIGNED + TAKEN + ANSWERED + "吴办 > DC-2026-0001\n吴办 > [Approve]")
    converse(
        town,
        """
吴办 > DC-2026-0001
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: closed
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    [Look back]
吴办 > [Look back]
吴办 < What did you find when you looked at DC-2026-0001 again?
    [Cancel]
吴办 > 会风好转
吴办 < Has it come back?
    [No] [Yes, open a new ticket] [Back]
吴办 > [No]
吴办 < DC-2026-0001: looked back, nothing new.
    [Waiting for the office]
吴办 > DC-2026-0001
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: closed
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 looked back: 会风好转
    [Look back]
吴办 > [Look back]
吴办 < What did you find when you looked at DC-2026-0001 again?
    [Cancel]
吴办 > 又有两人迟到
吴办 < Has it come back?
    [No] [Yes, open a new ticket] [Back]
吴办 > [Yes, open a new ticket]
李督 < DC-2026-0001 was looked at again: it is not settled. It is dealt with anew as DC-2026-0002.
    [Open DC-2026-0002]
吴办 < DC-2026-0001 has relapsed; DC-2026-0002 is opened for it. Assign it next.
    [Assign] [Open DC-2026-0002] [Waiting for the office]
吴办 > [Assign]
吴办 < Assign DC-2026-0002 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [1 working day]
李督 < DC-2026-0002 is now with 第一中学. Deadline: by 3 Mar 2026 18:00 (working days: 1).
    [Open DC-2026-0002]
周校长 < Assigned to you: DC-2026-0002, Late. Deadline: by 3 Mar 2026 18:00 (working days: 1).
    又有两人迟到
    [Take it on] [Open DC-2026-0002]
吴办 < DC-2026-0002 is now with 第一中学. Deadline: by 3 Mar 2026 18:00 (working days: 1).
    [Open DC-2026-0002] [Waiting for the office]
""",
    )


def test_merged(town: Town) -> None:
    """Two complaints about one matter go on as one; both who complained hear of the result."""
    town.play(COMPLAINT + COMPLAINT.replace("家长", "邻居"))
    converse(
        town,
        """
吴办 > [Open TS-2026-0002]
吴办 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Merge] [Put under supervision]
吴办 > [Merge]
吴办 < Into which ticket does TS-2026-0002 go?
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [Cancel]
吴办 > 1
吴办 < Merge TS-2026-0002 into this one? It cannot be undone; TS-2026-0001 is dealt with for both.
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [Merge] [Do not merge] [Back]
吴办 > [Merge]
吴办 < TS-2026-0002 is merged into TS-2026-0001.
    [Open TS-2026-0001] [Waiting for the office]
邻居 < Your TS-2026-0002 is dealt with together with another report of the same matter; you will hear of the
        result.
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    From TS-2026-0002, merged into this: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 TS-2026-0002 was merged into this
    [Accept] [Decline] [Leave a message] [Put under supervision]
""",
    )
    town.play(
        COMPLAINT_ASSIGNED.replace("吴办 > [Open TS-2026-0001]", "吴办 > TS-2026-0001")
        + TAKEN
        + ANSWERED
    )
    converse(
        town,
        """
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: answered
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    From TS-2026-0002, merged into this: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 TS-2026-0002 was merged into this
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    [Approve] [Return it] [Leave a message] [Put under supervision]
吴办 > [Approve]
周校长 < TS-2026-0001: your answer is approved.
吴办 < TS-2026-0001 is resolved; the reporter may rate it.
    [Open TS-2026-0001] [Waiting for the office]
家长 < TS-2026-0001 is resolved. What was done: 已批评教育
    Are you content? You can say so within 14 days. (photos: 1)
    [Rate the result] [Open TS-2026-0001]
邻居 < TS-2026-0002 is resolved. What was done: 已批评教育 (photos: 1)
    [Open TS-2026-0002]
""",
    )


def test_who_reported_in_confidence(town: Town) -> None:
    """The custodian learns who complained in confidence, with a reason, on the record; nobody of an
    anonymous one.
    """
    town.person("纪检", Role.CUSTODIAN)
    town.play(COMPLAINT + ANONYMOUS)
    converse(
        town,
        """
纪检 > TS-2026-0001
纪检 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Who reported it]
纪检 > [Who reported it]
纪检 < Why must it be known who reported TS-2026-0001? Your look and this reason go on the record.
    [Cancel]
纪检 > 核实是否打击报复
纪检 < TS-2026-0001 was reported by: not in the roster
    Contact: -
    Account: web chat
    This look is on the record.
    [Menu]
纪检 > TS-2026-0001
纪检 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 custodian saw who reported
    [Who reported it]
纪检 > TS-2026-0002
纪检 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported anonymously
    History:
    · 2 Mar 09:00 filed
    [Who reported it]
纪检 > [Who reported it]
纪检 < Why must it be known who reported TS-2026-0002? Your look and this reason go on the record.
    [Cancel]
纪检 > 核实情况
纪检 < TS-2026-0002 is anonymous: no account is kept with it.
纪检 < What would you like to do?
    [Restricted complaints] [Find a ticket] [Complain] [What I reported] [Open in a browser] [Help] [中文 / English]
吴办 > (button go:reveal:TS-2026-0001)
吴办 < This is not yours to do.
    [Menu]
""",
    )


def test_a_unit_without_anybody(town: Town) -> None:
    """Where nobody could act, nothing is assigned: not by choosing the unit, nor where the finding
    names it.
    """
    town.play(FINDING + FINDING.replace("[第一中学]", "[第二小学]"))
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
    [Assign] [Leave a message] [Merge] [Put under supervision]
吴办 > [Assign]
吴办 < Assign DC-2026-0001 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Another unit]
吴办 < To which unit?
    [示范区教育局] [第一中学] [第二小学] [Back]
吴办 > [第二小学]
吴办 < Nobody on the roster could act on DC-2026-0001 for 第二小学. Please choose another unit, or have a head
        put there first.

    To which unit?
    [示范区教育局] [第一中学] [第二小学] [Back]
吴办 > [第一中学]
吴办 < 第一中学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [Cancel]
吴办 < Cancelled. Nothing was sent.
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
吴办 > [Open DC-2026-0002]
吴办 < DC-2026-0002 Late
    Unit: 第二小学
    State: accepted
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    [Assign] [Leave a message] [Merge] [Put under supervision]
吴办 > [Assign]
吴办 < Nobody on the roster could act on DC-2026-0002 for 第二小学. To which unit does it go?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
""",
    )


def test_merged_into_what_is_resolved(town: Town) -> None:
    """Whose complaint is merged into one that is resolved already hears the result at once, and of
    the closing later.
    """
    town.play(
        COMPLAINT
        + COMPLAINT_ASSIGNED
        + TAKEN
        + ANSWERED
        + APPROVED
        + COMPLAINT.replace("家长", "邻居")
    )
    converse(
        town,
        """
吴办 > [Open TS-2026-0002]
吴办 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Merge] [Put under supervision]
吴办 > [Merge]
吴办 < Into which ticket does TS-2026-0002 go?
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: resolved; due 9 Mar 2026] [Cancel]
吴办 > 1
吴办 < Merge TS-2026-0002 into this one? It cannot be undone; TS-2026-0001 is dealt with for both.
    TS-2026-0001 Teaching materials and uniforms, 第一中学: resolved; due 9 Mar 2026
    [Merge] [Do not merge] [Back]
吴办 > [Merge]
吴办 < TS-2026-0002 is merged into TS-2026-0001.
    [Open TS-2026-0001] [Waiting for the office]
邻居 < Your TS-2026-0002 was dealt with together with another report of the same matter. What was done: 已批评教
        育 (photos: 1)
    [Open TS-2026-0002]
家长 > [Rate the result]
家长 < How content are you with TS-2026-0001? From 1 to 5.
    [1 not at all content] [2 not content] [3 so-so] [4 content] [5 very content] [Cancel]
家长 > [5 very content]
家长 < Anything to say about it?
    [Skip] [Back]
家长 > [Skip]
吴办 < TS-2026-0001 was rated 5 of 5.
    [Open TS-2026-0001]
家长 < Thank you. Your rating of TS-2026-0001: 5 of 5.
    [Menu]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: resolved
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    From TS-2026-0002, merged into this: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 TS-2026-0002 was merged into this
    · 2 Mar 09:00 rated 5 of 5
    [Close the ticket] [Leave a message] [Put under supervision]
吴办 > [Close the ticket]
周校长 < TS-2026-0001 is closed.
吴办 < TS-2026-0001 is closed.
    [To be closed]
家长 < TS-2026-0001 is closed. Thank you.
    [Open TS-2026-0001]
邻居 < TS-2026-0002 is closed. Thank you.
    [Open TS-2026-0002]
""",
    )


def test_what_is_about_a_head_is_said_to_be_with_the_unit_above(town: Town) -> None:
    """Questions, notices, lists and the record name the unit that handles it, apart from the one
    whose head it is about.
    """
    town.person("宋局长", Role.HEAD)
    town.play(COMPLAINT.replace("[No]", "[Yes, about the head]"))
    converse(
        town,
        """
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    About the head of: 第一中学
    It goes to the unit above, not to that head
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Accept]
吴办 < TS-2026-0001 is accepted. Assign it to a unit next.
    [Assign] [Open TS-2026-0001] [Waiting for the office]
家长 < Your complaint TS-2026-0001 is taken up.
    [Open TS-2026-0001]
吴办 > [Assign]
吴办 < It is about the head of 第一中学, so the unit above handles it: 示范区教育局.
    Assign TS-2026-0001 to 示范区教育局?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 示范区教育局: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
吴办 > [5 working days]
吴办 < TS-2026-0001 is now with 示范区教育局. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    It is about the head of 第一中学, so the unit above handles it: 示范区教育局.
    [Open TS-2026-0001] [Waiting for the office]
宋局长 < Assigned to you: TS-2026-0001, Teaching materials and uniforms. Deadline: by 9 Mar 2026 18:00 (working
        days: 5).
    About the head of: 第一中学
    强制购买教辅
    [Take it on] [Open TS-2026-0001]
家长 < TS-2026-0001 is now with 示范区教育局. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001]
吴办 > 挂牌督办
吴办 < No ticket is under supervision, and none is proposed.
    [Menu]
宋局长 > 本单位工单
宋局长 < Open tickets of your unit: 1
    TS-2026-0001 Teaching materials and uniforms, the head of 第一中学 (handled by 示范区教育局): assigned; due 9
        Mar 2026
    [TS-2026-0001]
宋局长 > [Take it on]
宋局长 < You have taken TS-2026-0001. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Answer] [Open TS-2026-0001]
宋局长 > TS-2026-0001
宋局长 < TS-2026-0001 Teaching materials and uniforms
    About the head of: 第一中学
    Handled by: 示范区教育局
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 示范区教育局
    · 2 Mar 09:00 taken on
    [Answer] [Ask for more time] [Ask the reporter]
宋局长 > [Ask for more time]
宋局长 < How many more working days does TS-2026-0001 need?
    [1 working day] [2 working days] [3 working days] [5 working days] [10 working days] [15 working days] [Cancel]
宋局长 > [2 working days]
宋局长 < Why is more time needed?
    [Back]
宋局长 > 外出取证
吴办 < TS-2026-0001: 示范区教育局 asks for 2 more working days, until 11 Mar 2026: 外出取证
    [Rule on it] [Open TS-2026-0001]
宋局长 < Your request for more time on TS-2026-0001 is with the office.
    [Our unit's tickets]
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    About the head of: 第一中学
    Handled by: 示范区教育局
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 示范区教育局
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 2 more working days asked for: 外出取证
    [Add words or photos] [Leave a message]
""",
    )


def test_what_was_merged_is_read_on_the_main_ticket(town: Town) -> None:
    """Merging is confirmed first; the words and photos go to the unit and stand on the main
    ticket's card, for those inside.
    """
    other = (
        COMPLAINT.replace("家长", "邻居")
        .replace("强制购买教辅", "收了三百元", 1)
        .replace("邻居 > [Done]", "邻居 > (photo)\n邻居 > [Done]")
    )
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + other)
    converse(
        town,
        """
吴办 > [Open TS-2026-0002]
吴办 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 收了三百元
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Merge] [Put under supervision]
吴办 > [Merge]
吴办 < Into which ticket does TS-2026-0002 go?
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: in progress; due 9 Mar 2026] [Cancel]
吴办 > 1
吴办 < Merge TS-2026-0002 into this one? It cannot be undone; TS-2026-0001 is dealt with for both.
    TS-2026-0001 Teaching materials and uniforms, 第一中学: in progress; due 9 Mar 2026
    [Merge] [Do not merge] [Back]
吴办 > [Do not merge]
吴办 < TS-2026-0002 is not merged; it is dealt with by itself.
    [Waiting for the office]
吴办 > TS-2026-0002
吴办 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 收了三百元
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Merge] [Put under supervision]
吴办 > [Merge]
吴办 < Into which ticket does TS-2026-0002 go?
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: in progress; due 9 Mar 2026] [Cancel]
吴办 > 1
吴办 < Merge TS-2026-0002 into this one? It cannot be undone; TS-2026-0001 is dealt with for both.
    TS-2026-0001 Teaching materials and uniforms, 第一中学: in progress; due 9 Mar 2026
    [Merge] [Do not merge] [Back]
吴办 > [Merge]
周校长 < TS-2026-0001: another report of the same matter has joined it: 收了三百元 (photos: 1)
    [Open TS-2026-0001]
吴办 < TS-2026-0002 is merged into TS-2026-0001.
    [Open TS-2026-0001] [Waiting for the office]
邻居 < Your TS-2026-0002 is dealt with together with another report of the same matter; you will hear of the
        result.
""",
    )
    town.keep_photos()
    converse(
        town,
        """
周校长 > TS-2026-0001
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    From TS-2026-0002, merged into this: 收了三百元
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 TS-2026-0002 was merged into this (photos: 1)
    [Answer] [Ask for more time] [Ask the reporter]
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 TS-2026-0002 was merged into this
    [Add words or photos] [Leave a message]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    From TS-2026-0002, merged into this: 收了三百元
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 accepted
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 TS-2026-0002 was merged into this (photos: 1)
    [Leave a message] [Put under supervision]
""",
    )


def test_what_was_merged_before_goes_to_the_unit_with_the_main_ticket(town: Town) -> None:
    """What was merged before the main ticket was assigned comes to the unit together with it."""
    town.play(
        COMPLAINT + COMPLAINT.replace("家长", "邻居").replace("强制购买教辅", "收了三百元", 1)
    )
    converse(
        town,
        """
吴办 > TS-2026-0002
吴办 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 收了三百元
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Merge] [Put under supervision]
吴办 > [Merge]
吴办 < Into which ticket does TS-2026-0002 go?
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [Cancel]
吴办 > 1
吴办 < Merge TS-2026-0002 into this one? It cannot be undone; TS-2026-0001 is dealt with for both.
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [Merge] [Do not merge] [Back]
吴办 > [Merge]
吴办 < TS-2026-0002 is merged into TS-2026-0001.
    [Open TS-2026-0001] [Waiting for the office]
邻居 < Your TS-2026-0002 is dealt with together with another report of the same matter; you will hear of the
        result.
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    From TS-2026-0002, merged into this: 收了三百元
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 TS-2026-0002 was merged into this
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > [Accept]
吴办 < TS-2026-0001 is accepted. Assign it to a unit next.
    [Assign] [Open TS-2026-0001] [Waiting for the office]
家长 < Your complaint TS-2026-0001 is taken up.
    [Open TS-2026-0001]
吴办 > [Assign]
吴办 < Assign TS-2026-0001 to 第一中学?
    [Yes] [Another unit] [Cancel]
吴办 > [Yes]
吴办 < 第一中学: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
吴办 > [5 working days]
周校长 < Assigned to you: TS-2026-0001, Teaching materials and uniforms. Deadline: by 9 Mar 2026 18:00 (working
        days: 5).
    强制购买教辅
    收了三百元
    [Take it on] [Open TS-2026-0001]
吴办 < TS-2026-0001 is now with 第一中学. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001] [Waiting for the office]
家长 < TS-2026-0001 is now with 第一中学. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001]
""",
    )


def test_found_by_a_part(town: Town) -> None:
    """A ticket is found by its last digits, by words of it, or by its unit; of several one chooses."""
    town.play(FINDING + COMPLAINT)
    converse(
        town,
        """
吴办 > Find a ticket
吴办 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 火星
吴办 < There is no ticket 火星 for you. Please check the number.

    Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 教辅
吴办 < Which of these is it?

    Which number? The last digits, the unit or words of it will do.
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [Cancel]
吴办 > 1
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > Find a ticket
吴办 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 第一中学
吴办 < Which of these is it?

    Which number? The last digits, the unit or words of it will do.
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [DC-2026-0001 Late, 第一中学: accepted] [Cancel]
吴办 > [Cancel]
吴办 < Cancelled. Nothing was sent.
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
吴办 > Find a ticket
吴办 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 0002
吴办 < There is no ticket 0002 for you. Please check the number.

    Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
""",
    )


def test_the_list_says_what_waits_for_what(town: Town) -> None:
    """What is to be accepted shows by when, and a request for more time shows on its ticket, with
    the day it would lead to.
    """
    town.play(COMPLAINT + FINDING + ASSIGNED + TAKEN)
    converse(
        town,
        """
吴办 > 待办
吴办 < Waiting for the office: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    [TS-2026-0001]
周校长 > DC-2026-0001
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
周校长 > 两天
周校长 < Why is more time needed?
    [Back]
周校长 > 教师外出
周校长 < Your request for more time on DC-2026-0001 is with the office.
    [Our unit's tickets]
吴办 < DC-2026-0001: 第一中学 asks for 2 more working days, until 9 Mar 2026: 教师外出
    [Rule on it] [Open DC-2026-0001]
吴办 > 待办
吴办 < Waiting for the office: 2
    TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026
    DC-2026-0001 Late, 第一中学: in progress; more time is asked for; due 5 Mar 2026
    [TS-2026-0001] [DC-2026-0001]
吴办 > [Rule on it]
吴办 < DC-2026-0001: 2 more working days are asked for, until 9 Mar 2026: 教师外出
    [Grant] [Refuse] [Cancel]
吴办 > [Grant]
李督 < DC-2026-0001 takes 2 more working days. New deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open DC-2026-0001]
周校长 < DC-2026-0001: 2 more working days are granted. New deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open DC-2026-0001]
吴办 < DC-2026-0001: 2 more working days are granted. New deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Waiting for the office]
""",
    )


def test_a_longer_time_than_was_told(town: Town) -> None:
    """The office reads what the complainant was told, who hears that it takes longer."""
    town.play(COMPLAINT + "吴办 > [Open TS-2026-0001]\n吴办 > [Accept]\n吴办 > [Assign]")
    converse(
        town,
        """
吴办 > [Yes]
吴办 < 第一中学: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
吴办 > 20
周校长 < Assigned to you: TS-2026-0001, Teaching materials and uniforms. Deadline: by 30 Mar 2026 18:00
        (working days: 20).
    强制购买教辅
    [Take it on] [Open TS-2026-0001]
吴办 < TS-2026-0001 is now with 第一中学. Deadline: by 30 Mar 2026 18:00 (working days: 20).
    [Open TS-2026-0001] [Waiting for the office]
家长 < TS-2026-0001 is now with 第一中学. Deadline: by 30 Mar 2026 18:00 (working days: 20).
    It takes longer than the 15 working days that you were told before.
    [Open TS-2026-0001]
""",
    )


def test_what_was_added_before_goes_to_the_unit(town: Town) -> None:
    """Photos and words that the inspector added stand with the report's; of more than nine photos
    the rest is on the card.
    """
    town.play(
        FINDING
        + "李督 > (button go:add:DC-2026-0001)\n李督 > 后排还有一人\n"
        + "李督 > (photo)\n" * 10
        + "李督 > [Done]"
    )
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
    · 2 Mar 09:00 inspector added: 后排还有一人
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
    开会迟到
    后排还有一人
    Further photos on the card: 2 (photos: 9)
    [Take it on] [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001] [Waiting for the office]
""",
    )
