"""What waits for whom: each list says what waits for what."""

from __future__ import annotations

from tests.handlers.beginnings import (
    ASSIGNED,
    COMPLAINT,
    FINDING,
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
    │开会迟到 (photos: 1)
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
