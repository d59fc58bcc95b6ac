"""回头看: what has come back is a new ticket; whoever reported the first hears of it, and finds the
one from the other.
"""

from __future__ import annotations

from tests.handlers.beginnings import (
    ANONYMOUS,
    ANSWERED,
    APPROVED,
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    TAKEN,
)
from tests.handlers.transcript import converse, find
from tests.town import Town

SETTLED = COMPLAINT_ASSIGNED + TAKEN + ANSWERED + APPROVED
CAME_BACK = """
+ 15 days
吴办 > TS-2026-0001
吴办 > [Close the ticket]
+ 30 days
吴办 > TS-2026-0001
吴办 > [Look back]
吴办 > 又在收费
"""


def test_the_reporter_hears_of_it_and_the_cards_are_linked(town: Town) -> None:
    """Both numbers are told; the unit finds no way to the new ticket before it is sent there."""
    town.play(COMPLAINT + SETTLED + CAME_BACK)
    converse(
        town,
        """
吴办 > [Yes, open a new ticket]
吴办 < TS-2026-0001 has relapsed; TS-2026-0002 is opened for it. Assign it next.
    [Assign] [Open TS-2026-0002] [Waiting for the office]
家长 < TS-2026-0001 was looked at again: it is not settled. It is dealt with anew as TS-2026-0002.
    [Open TS-2026-0002]
家长 > [Open TS-2026-0002]
家长 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: accepted
    Opened anew because this came back: TS-2026-0001
    Words: 又在收费
    History:
    · 16 Apr 09:00 filed
    [Add words or photos] [Leave a message] [Withdraw] [Open TS-2026-0001]
家长 > [Open TS-2026-0001]
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: closed
    Came back as: TS-2026-0002
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 17 Mar 09:00 closed
    · 16 Apr 09:00 looked back: 又在收费
    [Open TS-2026-0002]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: closed
    Came back as: TS-2026-0002
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 17 Mar 09:00 closed
    · 16 Apr 09:00 looked back: 又在收费
    [Look back] [Open TS-2026-0002]
吴办 > [Open TS-2026-0002]
吴办 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: accepted
    Opened anew because this came back: TS-2026-0001
    Words: 又在收费
    Reported in confidence
    History:
    · 16 Apr 09:00 filed
    [Assign] [Leave a message] [Put under supervision] [Open TS-2026-0001]
周校长 > TS-2026-0001
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: closed
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 17 Mar 09:00 closed
    · 16 Apr 09:00 looked back: 又在收费
    [Menu]
""",
    )


def test_the_receipt_code_leads_to_both(town: Town) -> None:
    """Who stayed unknown is told nothing, but finds the new ticket by the old code, and answers
    what the unit asks.
    """
    said = {"code": find("receipt", town.play(ANONYMOUS))}
    town.play(
        SETTLED
        + CAME_BACK
        + """
吴办 > [Yes, open a new ticket]
吴办 > [Assign]
吴办 > [Yes]
吴办 > [5 working days]
周校长 > [Take it on]
周校长 > [Open TS-2026-0002]
周校长 > [Ask the reporter]
周校长 > 哪个班级？
"""
    )
    converse(
        town,
        """
家长 > {code}
家长 < TS-2026-0001 was looked at again, and is dealt with anew. Which of these do you mean?
    [TS-2026-0002: waiting for the reporter] [TS-2026-0001: closed] [Back]
家长 > 1
家长 < TS-2026-0002 Teaching materials and uniforms
    Unit: 第一中学
    State: waiting for the reporter
    The clock stands still, until 23 Apr 18:00 at the latest; what was left then goes on
    Opened anew because this came back: TS-2026-0001
    Words: 又在收费
    History:
    · 16 Apr 09:00 filed
    · 16 Apr 09:00 assigned to 第一中学
    · 16 Apr 09:00 taken on
    · 16 Apr 09:00 reporter asked: 哪个班级？
    [Answer the question] [Leave a message] [Done] [Back]
家长 > [Answer the question]
家长 < About TS-2026-0002 you are asked: 哪个班级？
    Write your answer and send photos, then tap Done.
    [Back]
家长 > 三年级二班
家长 < Your words are noted. Send photos, or tap Done.
    [Done] [Back]
家长 > [Done]
周校长 < TS-2026-0002: the reporter adds: 三年级二班
    [Open TS-2026-0002]
家长 < Added to TS-2026-0002. Thank you.
    [Ask with a receipt code]
家长 > {code}
家长 < TS-2026-0001 was looked at again, and is dealt with anew. Which of these do you mean?
    [TS-2026-0002: in progress] [TS-2026-0001: closed] [Back]
家长 > 2
家长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: closed
    Came back as: TS-2026-0002
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任
    · 2 Mar 09:00 approved
    · 17 Mar 09:00 closed
    · 16 Apr 09:00 looked back: 又在收费
    [Done] [Back]
家长 > [Done]
家长 < Keep your receipt code; it opens this again at any time.
    [Menu]
""",
        said,
    )
