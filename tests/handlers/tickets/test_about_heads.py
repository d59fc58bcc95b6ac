"""Complaints about heads, in chat: the person meant meets them nowhere, in whichever post."""

from __future__ import annotations

from sqlmodel import select

from rules.permissions import Role
from storage.tables import Person, RoleHeld
from tests.handlers.beginnings import COMPLAINT
from tests.handlers.transcript import converse
from tests.town import Town

ABOUT_HEAD = COMPLAINT.replace("[No]", "[Yes, about the head]")


def _now_holds(town: Town, name: str, role: Role) -> None:
    """Give somebody a role over the bureau in place of the one they held."""
    with town.database.write() as session:
        held = session.exec(select(RoleHeld).join(Person).where(Person.name == name)).one()
        held.role, held.unit_id = role.value, None
        session.add(held)


def test_a_head_who_comes_into_the_office_never_meets_what_is_about_them(
    town_anywhere: Town,
) -> None:
    """The inbox, the number, the search and the notices know nothing of it; everything else is
    theirs to see.
    """
    town = town_anywhere
    town.play(ABOUT_HEAD)
    _now_holds(town, "周校长", Role.OFFICE)
    town.play(
        ABOUT_HEAD.replace("家长", "邻居")
    )  # the school has no head on this day, so it is about nobody by name
    converse(
        town,
        """
周校长 > 待办
周校长 < Waiting for the office: 1
    TS-2026-0002 Teaching materials and uniforms, the head of 第一中学: submitted; to be taken up or declined by 3
        Mar 2026
    [TS-2026-0002]
周校长 > TS-2026-0001
周校长 < There is no ticket TS-2026-0001 for you. Please check the number.
    [Menu]
周校长 > 查找工单
周校长 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
周校长 > 教辅
周校长 < Which of these is it?

    Which number? The last digits, the unit or words of it will do.
    [TS-2026-0002 Teaching materials and uniforms, the head of 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [Cancel]
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
吴办 > [Leave a message]
吴办 < Your message to the reporter of TS-2026-0001. They read that the office writes, not who.
    [Cancel]
吴办 > 请提供收据
吴办 < Passed on to the reporter of TS-2026-0001.
    [Menu]
家长 < The office writes about TS-2026-0001: 请提供收据
    [Reply]
家长 > [Reply]
家长 < Your message about TS-2026-0001. It is passed on without your account.
    [Cancel]
家长 > 没有收据
吴办 < The reporter writes about TS-2026-0001: 没有收据
    [Reply] [Open TS-2026-0001]
家长 < Passed on to the office.
    [Menu]
""",
    )


def test_a_leader_who_heads_a_unit_reads_no_figure_that_hints_at_it(town: Town) -> None:
    """Another leader reads how many there are; the one meant finds the unit without it, however
    closely they look.
    """
    town.person("局长", Role.LEADER, Role.HEAD)
    town.person("书记", Role.LEADER)
    town.play(ABOUT_HEAD.replace("[第一中学]", "[示范区教育局]"))
    converse(
        town,
        """
书记 > 日报
书记 < Daily digest, 2 Mar 2026: the whole bureau, 28 Feb 09:00 to 2 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 0
    [By unit] [By field] [Write an instruction] [The week] [The month before]
书记 > [By unit]
书记 < Open tickets, those with the most overdue first. Which unit?
    [示范区教育局: open 1] [Cancel]
书记 > [示范区教育局: open 1]
书记 < 示范区教育局: open 1
    Restricted complaints among them, not shown: 1
    [Digest]
局长 > 日报
局长 < Daily digest, 2 Mar 2026: nothing came in, nothing is open, nothing is overdue.
    [Menu] [The week] [The month before]
局长 > (button go:digest:unit)
局长 < No ticket is open.
    [Digest]
局长 > (button go:digest:field)
局长 < No ticket is open.
    [Digest]
局长 > (button go:digest:late)
局长 < Overdue, the longest first: 0
    [Digest]
""",
    )


def test_the_office_is_told_why_it_goes_to_the_unit_above(town: Town) -> None:
    """Whoever picks the head's own unit reads who handles it instead, and why."""
    town.person("局长", Role.HEAD)
    town.person("郑校长", Role.HEAD, unit="第二小学")
    town.play(
        ABOUT_HEAD
        + "吴办 > [Open TS-2026-0001]\n吴办 > [Accept]\n吴办 > [Assign]\n吴办 > [Another unit]"
    )
    converse(
        town,
        """
吴办 > [第二小学]
吴办 < 第二小学: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
吴办 > [15 working days]
吴办 < TS-2026-0001 is now with 第二小学. Deadline: by 23 Mar 2026 18:00 (working days: 15).
    [Open TS-2026-0001] [Waiting for the office]
郑校长 < Assigned to you: TS-2026-0001, Teaching materials and uniforms. Deadline: by 23 Mar 2026 18:00
        (working days: 15).
    About the head of: 第一中学
    │强制购买教辅
    [Take it on] [Open TS-2026-0001]
家长 < TS-2026-0001 is now with 第二小学. Deadline: by 23 Mar 2026 18:00 (working days: 15).
    [Open TS-2026-0001]
吴办 > [Open TS-2026-0001]
吴办 < TS-2026-0001 Teaching materials and uniforms
    About the head of: 第一中学
    Handled by: 第二小学
    State: assigned
    Deadline: by 23 Mar 2026 18:00 (working days: 15)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第二小学
    [Assign to another unit] [Leave a message] [Put under supervision]
吴办 > [Assign to another unit]
吴办 < TS-2026-0001 is with 第二小学. To which unit does it go?
    [示范区教育局] [第一中学] [第二小学] [Cancel]
吴办 > [第一中学]
吴办 < Why does TS-2026-0001 go to another unit? Units and reporter can read the reason.
    [Back]
吴办 > 应由上级单位办理
吴办 < It is about the head of 第一中学, so the unit above handles it: 示范区教育局.
    示范区教育局: within how many working days? The reporter was told 15, and is told if it takes longer.
    [15 working days] [1 working day] [3 working days] [5 working days] [10 working days] [Back]
""",
    )
