"""Assigning: to the unit that was named, to another, to the one above, with its time limit."""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import (
    COMPLAINT,
    FINDING,
)
from tests.handlers.transcript import converse
from tests.town import Town


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
    │强制购买教辅
    [Take it on] [Open TS-2026-0001]
家长 < TS-2026-0001 is now with 第二小学. Deadline: by 23 Mar 2026 18:00 (working days: 15).
    [Open TS-2026-0001]
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
    │强制购买教辅
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
    · 2 Mar 09:00 taken up
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
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 示范区教育局
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 2 more working days asked for: 外出取证
    [Add words or photos] [Leave a message]
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
    │强制购买教辅
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
    │开会迟到
    │后排还有一人
    Further photos on the card: 2 (photos: 9)
    [Take it on] [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第一中学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001] [Waiting for the office]
""",
    )
