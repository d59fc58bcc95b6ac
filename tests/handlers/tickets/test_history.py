"""A ticket's history: the newest on the card, all of it one tap away, no answer before its time."""

from __future__ import annotations

from tests.handlers.beginnings import (
    ANSWERED,
    APPROVED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    RATED_BADLY,
    TAKEN,
)
from tests.handlers.transcript import converse, find
from tests.town import Town


def test_no_answer_is_read_before_the_office_has_approved_it(town: Town) -> None:
    """Neither its words nor its photos, nor why it was returned; by receipt code neither."""
    code = find("receipt", town.play(COMPLAINT))
    town.play(COMPLAINT_ASSIGNED + TAKEN + ANSWERED)
    town.keep_photos()
    converse(
        town,
        """
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: answered
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered, to be checked by the office
    [Add words or photos] [Leave a message]
家长 > (button go:photos:TS-2026-0001)
家长 < There is no photo to show.
    [Open TS-2026-0001]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: answered
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任 (photos: 1)
    [Approve] [Return it] [Leave a message] [Put under supervision]
吴办 > [Return it]
吴办 < What is missing in the answer to TS-2026-0001?
    [Cancel]
吴办 > 款项没有退还
周校长 < TS-2026-0001: your answer is returned: 款项没有退还
    Deadline unchanged: by 9 Mar 2026 18:00 (working days: 5).
    [Answer again] [Open TS-2026-0001]
吴办 < TS-2026-0001 is returned to 第一中学.
    [Waiting for the office]
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
    · 2 Mar 09:00 answered, to be checked by the office
    · 2 Mar 09:00 returned to be worked on again
    [Add words or photos] [Leave a message]
家长 > {code}
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
    · 2 Mar 09:00 answered, to be checked by the office
    · 2 Mar 09:00 returned to be worked on again
    [Add words or photos] [Leave a message] [Done] [Back]
""",
        {"code": code},
    )
    town.play(
        ANSWERED.replace("[Answer]", "[Answer again]").replace("已批评教育", "款项已退还")
        + APPROVED
    )
    town.keep_photos()
    converse(
        town,
        """
家长 > [Done]
家长 < Keep your receipt code; it opens this again at any time.
    [Menu]
家长 > TS-2026-0001
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: resolved
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered, to be checked by the office
    · 2 Mar 09:00 returned to be worked on again
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 款项已退还. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved (photos: 2)
    [Add words or photos] [Rate the result] [Ask for reopening] [Leave a message]
家长 > (button go:photos:TS-2026-0001)
家长 < TS-2026-0001: all photos
    Photos shown: 1 to 2 of 2 (photos: 2)
    [Open TS-2026-0001]
""",
    )


def test_the_whole_history(town: Town) -> None:
    """The card shows the newest entries, and a button leads to all of them."""
    town.play(COMPLAINT + COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED + RATED_BADLY)
    converse(
        town,
        """
家长 > 我的工单
家长 < You reported: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: reopening requested; due 9 Mar 2026
    [TS-2026-0001]
家长 > [TS-2026-0001]
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: reopening requested
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    [Add words or photos] [Leave a message]
家长 > (button go:history:TS-2026-0001)
家长 < TS-2026-0001
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    [Open TS-2026-0001]
吴办 > TS-2026-0001
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
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: assigned
    Deadline: by 9 Mar 2026 18:00 (working days: 5)
    Words: 强制购买教辅
    Reported in confidence
    History:
    … earlier entries: 1
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    · 2 Mar 09:00 reopened
    [Assign to another unit] [Leave a message] [Put under supervision] [Whole history]
吴办 > [Whole history]
吴办 < TS-2026-0001
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 2 Mar 09:00 rated 1 of 5
    · 2 Mar 09:00 reopening asked for: 还在收费
    · 2 Mar 09:00 reopened
    [Open TS-2026-0001]
李督 > (button go:history:TS-2026-0001)
李督 < There is no ticket TS-2026-0001 for you. Please check the number.
    [Menu]
""",
    )
