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
    · 2 Mar 09:00 taken up
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
    │强制购买教辅
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
    │又有两人迟到
    [Take it on] [Open DC-2026-0002]
吴办 < DC-2026-0002 is now with 第一中学. Deadline: by 3 Mar 2026 18:00 (working days: 1).
    [Open DC-2026-0002] [Waiting for the office]
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
    [Restricted complaints] [Confidential key] [Find a ticket] [Complain] [What I reported] [Bindings and roles] [Open in a browser] [Help] [中文 / English]
吴办 > (button go:reveal:TS-2026-0001)
吴办 < This is not yours to do.
    [Menu]
""",
    )
