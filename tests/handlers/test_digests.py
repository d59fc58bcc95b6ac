"""The digest in chat: at once, closer by unit, field and ticket; when it comes; who is in charge of
what.
"""

from __future__ import annotations

import pytest

from rules.permissions import Role
from tests.handlers.beginnings import (
    ANSWERED,
    APPROVED,
    ASSIGNED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    FINDING,
    TAKEN,
)
from tests.handlers.transcript import converse
from tests.town import Town


@pytest.fixture(autouse=True)
def _leader(town: Town) -> None:
    town.person("局长", Role.LEADER)


def test_closer_and_closer(town: Town) -> None:
    """From the figures to a unit, a field, and the tickets one by one."""
    town.play(FINDING + ASSIGNED + "+ 5 days")
    converse(
        town,
        """
局长 > 日报
局长 < Daily digest, 7 Mar 2026: the whole bureau, 6 Mar 09:00 to 7 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 1: 第一中学 1
    Answered in time 0% (30 days): 0 of 1 whose limit of 1 working day ended
    Resolved 0% (30 days): 0 of 1 whose deadline came
    [By unit] [By field] [Overdue, one by one] [Write an instruction] [The week] [The month before]
局长 > [By unit]
局长 < Open tickets, those with the most overdue first. Which unit?
    [第一中学: open 1, overdue 1] [Cancel]
局长 > [第一中学: open 1, overdue 1]
局长 < 第一中学: open 1
    DC-2026-0001 Late, 第一中学: assigned; due 5 Mar 2026
    [DC-2026-0001]
局长 > 日报
局长 < Daily digest, 7 Mar 2026: the whole bureau, 6 Mar 09:00 to 7 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 1: 第一中学 1
    Answered in time 0% (30 days): 0 of 1 whose limit of 1 working day ended
    Resolved 0% (30 days): 0 of 1 whose deadline came
    [By unit] [By field] [Overdue, one by one] [Write an instruction] [The week] [The month before]
局长 > [By field]
局长 < Open tickets, those with the most overdue first. Which field?
    [Meeting discipline: open 1, overdue 1] [Cancel]
局长 > [Meeting discipline: open 1, overdue 1]
局长 < Meeting discipline: open 1
    DC-2026-0001 Late, 第一中学: assigned; due 5 Mar 2026
    [DC-2026-0001]
局长 > 日报
局长 < Daily digest, 7 Mar 2026: the whole bureau, 6 Mar 09:00 to 7 Mar 09:00
    Came in 0 (before 0, week ago 0)
    Resolved 0 (before 0, week ago 0)
    Open 1, overdue 1: 第一中学 1
    Answered in time 0% (30 days): 0 of 1 whose limit of 1 working day ended
    Resolved 0% (30 days): 0 of 1 whose deadline came
    [By unit] [By field] [Overdue, one by one] [Write an instruction] [The week] [The month before]
局长 > [Overdue, one by one]
局长 < Overdue, the longest first: 1
    DC-2026-0001 Late, 第一中学: assigned; due 5 Mar 2026
    [DC-2026-0001]
局长 > [DC-2026-0001]
局长 < DC-2026-0001 Late
    Unit: 第一中学
    State: assigned
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Overdue!
    Words: 开会迟到
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    [Write an instruction]
""",
    )


def test_when_digests_come(town: Town) -> None:
    """A time of one's own, never, as the bureau sets; the full hour is refused; others have no
    digest.
    """
    converse(
        town,
        """
局长 > 日报设置
局长 < Daily digest: 17:05
    Weekly digest: 16:35
    Monthly digest: 09:05
    What shall be changed?
    [Daily digest] [Weekly digest] [Monthly digest] [On free days too] [For a dark screen] [Cancel]
局长 > [Daily digest]
局长 < Daily digest: when?
    [At a time of my own] [As the bureau sets] [Never] [Back]
局长 > [At a time of my own]
局长 < At what time? For example 17:05; the full and the half hour are left free.
    [07:50] [12:05] [17:05] [18:20] [Back]
局长 > 17:30
局长 < Nothing is sent on the full or half hour. Write for example 17:35.

    At what time? For example 17:05; the full and the half hour are left free.
    [07:50] [12:05] [17:05] [18:20] [Back]
局长 > 5点
局长 < Nothing is sent on the full or half hour. Write for example 05:05.

    At what time? For example 17:05; the full and the half hour are left free.
    [07:50] [12:05] [17:05] [18:20] [Back]
局长 > 7:50
局长 < Daily digest: at 07:50.
    [Digest settings]
局长 > [Digest settings]
局长 < Daily digest: 07:50
    Weekly digest: 16:35
    Monthly digest: 09:05
    What shall be changed?
    [Daily digest] [Weekly digest] [Monthly digest] [On free days too] [For a dark screen] [Cancel]
局长 > [Weekly digest]
局长 < Weekly digest: when?
    [At a time of my own] [As the bureau sets] [Never] [Back]
局长 > [Never]
局长 < Weekly digest: none any more.
    [Digest settings]
局长 > [Digest settings]
局长 < Daily digest: 07:50
    Weekly digest: none
    Monthly digest: 09:05
    What shall be changed?
    [Daily digest] [Weekly digest] [Monthly digest] [On free days too] [For a dark screen] [Cancel]
局长 > [For a dark screen]
局长 < Digests are drawn for a dark screen.
    [Digest settings]
局长 > [Digest settings]
局长 < Daily digest: 07:50
    Weekly digest: none
    Monthly digest: 09:05
    What shall be changed?
    [Daily digest] [Weekly digest] [Monthly digest] [On free days too] [For a light screen] [Cancel]
局长 > [On free days too]
局长 < The daily digest comes on free days too.
    [Digest settings]
局长 > [Digest settings]
局长 < Daily digest: 07:50, every day
    Weekly digest: none
    Monthly digest: 09:05
    What shall be changed?
    [Daily digest] [Weekly digest] [Monthly digest] [On working days only] [For a light screen] [Cancel]
局长 > [Daily digest]
局长 < Daily digest: when?
    [At a time of my own] [As the bureau sets] [Never] [Back]
局长 > [As the bureau sets]
局长 < Daily digest: as the bureau sets.
    [Digest settings]
周校长 > 日报设置
周校长 < The digest is for leaders and the office.
    [Menu]
""",
    )


def test_fields_of_a_leader(town: Town) -> None:
    """The office puts a field into a leader's portfolio and takes it out again."""
    converse(
        town,
        """
吴办 > 分管
吴办 < Which leader?
    [局长] [Cancel]
吴办 > 局长
吴办 < 局长 is in charge of fields: 0. Which one is put in or taken out?
    [Meeting discipline] [Service] [Schooling] [Safety] [Back]
吴办 > [Meeting discipline]
吴办 < 局长 is in charge of:
    Meeting discipline
    [Change it further]
吴办 > [Change it further]
吴办 < 局长 is in charge of fields: 1. Which one is put in or taken out?
    [Meeting discipline: take out] [Service] [Schooling] [Safety] [Cancel]
吴办 > [Meeting discipline: take out]
吴办 < 局长 is in charge of no field; units count as before.
    [Change it further]
局长 > 分管
局长 < What leaders are in charge of is kept by the office.
    [Menu]
""",
    )


def test_what_only_waits_to_be_closed_is_counted_apart(town: Town) -> None:
    """A complaint that is resolved is not being dealt with any more: neither in the digest nor in
    what lies behind it.
    """
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED + "+ 1 days")
    converse(
        town,
        """
局长 > 日报
局长 < Daily digest, 3 Mar 2026: the whole bureau, 2 Mar 09:00 to 3 Mar 09:00
    Came in 1 (before 0, week ago 0)
    Resolved 1 (before 0, week ago 0)
    Open 0, overdue 0; resolved, to be closed 1
    [By unit] [By field] [Write an instruction] [The week] [The month before]
局长 > [By unit]
局长 < No ticket is open.
    [Digest]
""",
    )
