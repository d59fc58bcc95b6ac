"""改派: what a unit has not taken on goes to another; so does what nobody is left to act on, which
waits in the office's list.
"""

from __future__ import annotations

from sqlmodel import col, select

from rules.permissions import Role
from storage.tables import Person
from tests.handlers.beginnings import ASSIGNED, COMPLAINT, COMPLAINT_ASSIGNED, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town


def _leaves(town: Town, name: str) -> None:
    with town.database.write() as session:
        person = session.exec(select(Person).where(col(Person.name) == name)).one()
        person.active = False
        session.add(person)


def test_assigned_to_the_wrong_unit(town: Town) -> None:
    """The office gives it to the right one, with a reason; both units and the reporter hear of it,
    and the clock starts anew.
    """
    town.person("郑校长", Role.HEAD, unit="第二小学")
    town.play(FINDING + ASSIGNED)
    converse(
        town,
        """
+ 1 days
吴办 > DC-2026-0001
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
吴办 > [Assign to another unit]
吴办 < DC-2026-0001 is with 第一中学. To which unit does it go?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
吴办 > [第一中学]
吴办 < DC-2026-0001 is with that unit already. Please choose another one.

    DC-2026-0001 is with 第一中学. To which unit does it go?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
吴办 > [第二小学]
吴办 < Why does DC-2026-0001 go to another unit? Units and reporter can read the reason.
    [Back]
吴办 > 当事教师已调入该校
吴办 < 第二小学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
吴办 > [3 working days]
李督 < DC-2026-0001 is now with 第二小学. Deadline: by 6 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001]
周校长 < DC-2026-0001 goes to another unit: 当事教师已调入该校
    It is no longer yours.
吴办 < DC-2026-0001 is now with 第二小学. Deadline: by 6 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001] [Waiting for the office]
郑校长 < Assigned to you: DC-2026-0001, Late. Deadline: by 6 Mar 2026 18:00 (working days: 3).
    │开会迟到 (photos: 1)
    [Take it on] [Open DC-2026-0001]
周校长 > [Take it on]
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
郑校长 > [Open DC-2026-0001]
郑校长 < DC-2026-0001 Late
    Unit: 第二小学
    State: assigned
    Deadline: by 6 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 3 Mar 09:00 assigned to 第二小学 instead: 当事教师已调入该校
    [Take it on] [Hand back] [Ask for more time]
郑校长 > [Take it on]
郑校长 < You have taken DC-2026-0001. Deadline: by 6 Mar 2026 18:00 (working days: 3).
    [Answer] [Open DC-2026-0001]
吴办 > DC-2026-0001
吴办 < DC-2026-0001 Late
    Unit: 第二小学
    State: in progress
    Deadline: by 6 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 3 Mar 09:00 assigned to 第二小学 instead: 当事教师已调入该校
    · 3 Mar 09:00 taken on
    [Leave a message] [Put under supervision]
吴办 > (button go:reassign:DC-2026-0001)
吴办 < 第二小学 has taken DC-2026-0001 on, and it stays there; only where nobody is left to act can it go to
        another unit.
    [Waiting for the office]
""",
    )


def test_nobody_is_left_to_act(town: Town) -> None:
    """The head of the only manned unit leaves with a ticket in hand: it waits for the office, which
    gives it to another unit.
    """
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN)
    _leaves(town, "周校长")
    converse(
        town,
        """
吴办 > 待办
吴办 < Waiting for the office: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: in progress; due 9 Mar 2026
    [TS-2026-0001]
吴办 > [TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: in progress
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Nobody on the roster can act on it
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    [Assign to another unit] [Leave a message] [Put under supervision]
""",
    )
    town.person("郑校长", Role.HEAD, unit="第二小学")
    converse(
        town,
        """
家长 > [Open TS-2026-0001]
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
    [Add words or photos] [Leave a message]
家长 > [Add words or photos]
家长 < What is to be added to TS-2026-0001? Write it and send photos, then tap Done.
    [Cancel]
家长 > 还有一年级
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Cancel]
家长 > [Done]
吴办 < TS-2026-0001: nobody on the roster can act on it for 第一中学. Please assign it to another unit.
    [Assign to another unit] [Open TS-2026-0001]
家长 < Added to TS-2026-0001. Thank you.
    [Open TS-2026-0001]
吴办 > [Assign to another unit]
吴办 < TS-2026-0001 is with 第一中学. To which unit does it go?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
吴办 > dexx
吴办 < Why does TS-2026-0001 go to another unit? Units and reporter can read the reason.
    [Back]
吴办 > 原经办人已调离
吴办 < 第二小学: within how many working days? The reporter was told 5, and is told if it takes longer.
    [5 working days] [1 working day] [3 working days] [10 working days] [15 working days] [Back]
吴办 > [5 working days]
吴办 < TS-2026-0001 is now with 第二小学. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001] [Waiting for the office]
家长 < TS-2026-0001 is now with 第二小学. Deadline: by 9 Mar 2026 18:00 (working days: 5).
    [Open TS-2026-0001]
郑校长 < Assigned to you: TS-2026-0001, Teaching materials and uniforms. Deadline: by 9 Mar 2026 18:00 (working
        days: 5).
    │强制购买教辅
    │还有一年级
    [Take it on] [Open TS-2026-0001]
吴办 > 待办
吴办 < Nothing waits for the office.
    [To be closed] [Menu]
""",
    )
