"""A unit without head and handler, as the unit above and the office see it: the ticket comes up,
and is worked on there.
"""

from __future__ import annotations

from rules.permissions import Role
from tests.handlers.beginnings import ASSIGNED, FINDING
from tests.handlers.transcript import converse
from tests.town import Town

AT_SCHOOL_WITHOUT_ANYBODY = FINDING.replace("[第一中学]", "[第二小学]")


def test_the_unit_above_is_told_finds_it_in_its_list_and_hands_it_back(town: Town) -> None:
    town.person("郑科长", Role.HEAD)
    town.play(AT_SCHOOL_WITHOUT_ANYBODY + ASSIGNED.removesuffix("吴办 > [3 working days]\n"))
    converse(
        town,
        """
吴办 > [3 working days]
李督 < DC-2026-0001 is now with 第二小学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    [Open DC-2026-0001]
吴办 < DC-2026-0001 is now with 第二小学. Deadline: by 5 Mar 2026 18:00 (working days: 3).
    第二小学 has nobody to act on it at present; 示范区教育局 acts for it.
    [Open DC-2026-0001] [Waiting for the office]
郑科长 < 第二小学 has nobody to act on it, so it comes to you: Assigned to you: DC-2026-0001, Late. Deadline:
        by 5 Mar 2026 18:00 (working days: 3).
    │开会迟到 (photos: 1)
    [Take it on] [Open DC-2026-0001]
吴办 > [Open DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第二小学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Nobody is there to act: 示范区教育局 acts for it
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第二小学
    [Assign to another unit] [Leave a message] [Put under supervision]
郑科长 > 工单
郑科长 < Open tickets of your unit: 1
    DC-2026-0001 Late, 第二小学: assigned; due 5 Mar 2026
    [DC-2026-0001]
郑科长 > [DC-2026-0001]
郑科长 < DC-2026-0001 Late
    Unit: 第二小学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Nobody is there to act: 示范区教育局 acts for it
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第二小学
    [Take it on] [Hand back] [Ask for more time]
郑科长 > [Hand back]
郑科长 < Why is DC-2026-0001 not yours, and whose is it? It can be handed back once; the clock runs on.
    [Cancel]
郑科长 > 应由安全股办理
吴办 < DC-2026-0001: 第二小学 hands it back: 应由安全股办理
    [Open DC-2026-0001]
郑科长 < DC-2026-0001 is handed back; the office decides. The clock runs on until then.
    [Our unit's tickets]
周校长 > DC-2026-0001
周校长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
""",
    )


def test_the_office_knows_beforehand_who_will_act(town: Town) -> None:
    """It is said with the unit named in the report, and with one that is chosen instead."""
    town.person("郑科长", Role.HEAD)
    town.play(AT_SCHOOL_WITHOUT_ANYBODY + "吴办 > [Open DC-2026-0001]")
    converse(
        town,
        """
吴办 > [Assign]
吴办 < 第二小学 has nobody to act on it at present; 示范区教育局 acts for it.
    Assign DC-2026-0001 to 第二小学?
    [Yes] [Another unit] [Cancel]
吴办 > [Another unit]
吴办 < To which unit?
    [示范区教育局] [第一中学] [第二小学] [Back]
吴办 > [第二小学]
吴办 < 第二小学 has nobody to act on it at present; 示范区教育局 acts for it.
    第二小学: within how many working days? Usual for this kind: 3.
    [3 working days] [1 working day] [5 working days] [10 working days] [15 working days] [Back]
""",
    )
