"""Supervision (挂牌督办): a red warning proposes it, the office lists with demands and a date, or
refuses, and takes off.
"""

from __future__ import annotations

from datetime import UTC, datetime

from locales.translate import BEIJING
from rules.permissions import Role
from scheduler.jobs.escalate import escalate
from tests.handlers.beginnings import ASSIGNED, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town


def _until_red(town: Town) -> None:
    """Let a ticket that was taken run three working days past its deadline."""
    town.play(FINDING + ASSIGNED + TAKEN)
    for day in ("03-04", "03-06", "03-10"):
        town.clock.now = (
            datetime.fromisoformat(f"2026-{day} 08:31").replace(tzinfo=BEIJING).astimezone(UTC)
        )
        done = 1
        while done:
            with town.database.write() as session:
                desk = town.desk(session)
                done = escalate(desk, desk.now)


def test_three_reminders_and_a_proposal(town: Town) -> None:
    """The unit is warned three times, each with its number; the office is asked whether to list the
    ticket.
    """
    _until_red(town)
    converse(
        town,
        """
吴办 > 挂牌督办
周校长 < Reminder CB-2026-0001 (blue warning)
    To: 第一中学
    Matter: DC-2026-0001 Late
    Assigned on: 2 Mar 2026
    Time limit: by 5 Mar 2026 18:00 (working days: 3)
    Working days left: 1.
    Demand: Please press ahead and answer within the time limit.
    示范区教育局
    4 Mar 2026
    [Open DC-2026-0001] [Answer]
周校长 < Reminder CB-2026-0002 (yellow warning)
    To: 第一中学
    Matter: DC-2026-0001 Late
    Assigned on: 2 Mar 2026
    Time limit: by 5 Mar 2026 18:00 (working days: 3)
    Working days overdue: 1.
    Demand: Please deal with it at once, answer within 1 working day of this reminder and give the cause of the
        delay.
    示范区教育局
    6 Mar 2026
    [Open DC-2026-0001] [Answer]
周校长 < Reminder CB-2026-0003 (red warning)
    To: 第一中学
    Matter: DC-2026-0001 Late
    Assigned on: 2 Mar 2026
    Time limit: by 5 Mar 2026 18:00 (working days: 3)
    Working days overdue: 3.
    Demand: The head is to see to it in person, settle it today and explain the delay in writing.
    示范区教育局
    10 Mar 2026
    [Open DC-2026-0001] [Answer]
吴办 < DC-2026-0001 Late, 第一中学: red warning CB-2026-0003. Put it under supervision? Working days overdue: 3.
    [Open DC-2026-0001] [Decide on it]
吴办 < Proposed: 1
    DC-2026-0001 Late, 第一中学: in progress; due 5 Mar 2026
    [DC-2026-0001]
""",
    )


def test_listed_with_demands_and_a_date_and_taken_off_by_a_decision(town_anywhere: Town) -> None:
    """Unit and office see what is demanded until when; a day that is over is refused."""
    _until_red(town_anywhere)
    town_anywhere.play("吴办 > 挂牌督办")
    converse(
        town_anywhere,
        """
吴办 > [Decide on it]
吴办 < A red warning proposes supervision.
    DC-2026-0001 Late, 第一中学: in progress; due 5 Mar 2026
    [Put under supervision] [Refuse] [Cancel]
吴办 > [Put under supervision]
吴办 < DC-2026-0001: what is demanded of the unit?
    [Back]
吴办 > 三日内整改到位
吴办 < By which day is it to be settled?
    Tap one, or write for example 3月10日、明天、三天内、下周五.
    [13 Mar 2026] [17 Mar 2026] [24 Mar 2026] [Back]
吴办 > 3月9日
吴办 < 9 Mar 2026 is too early; from 10 Mar 2026 on, please.

    By which day is it to be settled?
    Tap one, or write for example 3月10日、明天、三天内、下周五.
    [13 Mar 2026] [17 Mar 2026] [24 Mar 2026] [Back]
吴办 > [13 Mar 2026]
周校长 < DC-2026-0001 is under supervision until 13 Mar 2026: 三日内整改到位
    [Open DC-2026-0001]
吴办 < DC-2026-0001 is under supervision until 13 Mar 2026: 三日内整改到位
    [Open DC-2026-0001] [Supervised tickets]
周校长 > [Open DC-2026-0001]
周校长 < DC-2026-0001 Late
    Unit: 第一中学
    State: in progress
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Overdue!
    Under supervision until 13 Mar 2026: 三日内整改到位
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 4 Mar 08:31 blue warning CB-2026-0001
    · 6 Mar 08:31 yellow warning CB-2026-0002
    · 10 Mar 08:31 red warning CB-2026-0003
    · 10 Mar 08:31 put under supervision until 13 Mar 2026: 三日内整改到位
    [Answer] [It was excused] [Ask for more time] [Ask the reporter]
吴办 > 挂牌督办
吴办 < Under supervision: 1
    DC-2026-0001 Late, 第一中学: in progress; due 5 Mar 2026
      by 13 Mar 2026: 三日内整改到位
    [DC-2026-0001]
吴办 > [DC-2026-0001]
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: in progress
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Overdue!
    Under supervision until 13 Mar 2026: 三日内整改到位
    Words: 开会迟到
    Inspector: 李督
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 4 Mar 08:31 blue warning CB-2026-0001
    · 6 Mar 08:31 yellow warning CB-2026-0002
    · 10 Mar 08:31 red warning CB-2026-0003
    · 10 Mar 08:31 put under supervision until 13 Mar 2026: 三日内整改到位
    [Leave a message] [End supervision]
吴办 > [End supervision]
吴办 < DC-2026-0001: on what decision is supervision ended?
    [Cancel]
吴办 > 已整改到位，同意摘牌
周校长 < DC-2026-0001 is no longer under supervision: 已整改到位，同意摘牌
    [Open DC-2026-0001]
吴办 < DC-2026-0001 is no longer under supervision: 已整改到位，同意摘牌
    [Supervised tickets]
""",
    )


def test_a_proposal_is_refused_and_who_sees_the_list(town: Town) -> None:
    """A refusal needs a reason; the unit has no part in the list, and only those concerned read a
    reminder again.
    """
    _until_red(town)
    town.play("吴办 > menu")
    converse(
        town,
        """
吴办 > [Decide on it]
吴办 < A red warning proposes supervision.
    DC-2026-0001 Late, 第一中学: in progress; due 5 Mar 2026
    [Put under supervision] [Refuse] [Cancel]
吴办 > [Refuse]
吴办 < Why is DC-2026-0001 not put under supervision?
    [Back]
吴办 > 单位已在整改
吴办 < DC-2026-0001 is not put under supervision.
    [Open DC-2026-0001] [Supervised tickets]
吴办 > [Decide on it]
吴办 < DC-2026-0001: what is demanded of the unit?
    [Cancel]
吴办 > [Cancel]
吴办 < Cancelled. Nothing was sent.
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
周校长 > 挂牌督办
周校长 < The list of supervised tickets is kept by the office.
    [Menu]
吴办 > 挂牌督办
吴办 < No ticket is under supervision, and none is proposed.
    [Menu]
周校长 > (button go:reminder:CB-2026-0001)
周校长 < Reminder CB-2026-0001 (blue warning)
    To: 第一中学
    Matter: DC-2026-0001 Late
    Assigned on: 2 Mar 2026
    Time limit: by 5 Mar 2026 18:00 (working days: 3)
    Working days left: 1.
    Demand: Please press ahead and answer within the time limit.
    示范区教育局
    4 Mar 2026
    [Open DC-2026-0001]
家长 > (button go:reminder:CB-2026-0001)
家长 < There is no reminder CB-2026-0001 for you.
    [Menu]
""",
    )


def test_who_acts_for_the_unit_too_may_list_its_ticket_but_refuses_nothing(town: Town) -> None:
    """Somebody of the office who is the unit's handler is not asked what only others may decide."""
    town.person("孙办", Role.OFFICE, Role.HANDLER, unit="第一中学")
    _until_red(town)
    town.play("孙办 > menu")
    converse(
        town,
        """
孙办 > (button go:supervise:DC-2026-0001)
孙办 < A red warning proposes supervision.
    DC-2026-0001 Late, 第一中学: in progress; due 5 Mar 2026
    [Put under supervision] [Cancel]
孙办 > [Put under supervision]
孙办 < DC-2026-0001: what is demanded of the unit?
    [Back]
孙办 > 立即整改
孙办 < By which day is it to be settled?
    Tap one, or write for example 3月10日、明天、三天内、下周五.
    [13 Mar 2026] [17 Mar 2026] [24 Mar 2026] [Back]
孙办 > [Cancel]
孙办 < Cancelled. Nothing was sent.
孙办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Our unit's tickets] [Digest]
        [Complain] [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
孙办 > (button go:merge:DC-2026-0001)
孙办 < You answer for the unit yourself; somebody else in the office decides on this.
    [Waiting for the office]
""",
    )
