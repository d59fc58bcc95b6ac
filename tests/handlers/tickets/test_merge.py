"""Merging: what was said before, and what the main ticket then shows."""

from __future__ import annotations

from tests.handlers.beginnings import (
    ANSWERED,
    APPROVED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    TAKEN,
)
from tests.handlers.transcript import converse
from tests.town import Town


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
    · 2 Mar 09:00 taken up
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
    · 2 Mar 09:00 taken up
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
    · 2 Mar 09:00 taken up
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
    · 2 Mar 09:00 taken up
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
    · 2 Mar 09:00 taken up
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
    │强制购买教辅
    │收了三百元
    [Take it on] [Open TS-2026-0001]
吴办 < TS-2026-0001 is now with 第一中学. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001] [Waiting for the office]
家长 < TS-2026-0001 is now with 第一中学. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001]
""",
    )
