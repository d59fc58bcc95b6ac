"""Finding a ticket by a part of its number, by its unit or by words of it."""

from __future__ import annotations

from tests.handlers.beginnings import (
    COMPLAINT,
    FINDING,
)
from tests.handlers.transcript import converse
from tests.town import Town


def test_found_by_a_part(town: Town) -> None:
    """A ticket is found by its last digits, by words of it, or by its unit; of several one chooses."""
    town.play(FINDING + COMPLAINT)
    converse(
        town,
        """
吴办 > Find a ticket
吴办 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 火星
吴办 < There is no ticket 火星 for you. Please check the number.

    Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 教辅
吴办 < Which of these is it?

    Which number? The last digits, the unit or words of it will do.
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [Cancel]
吴办 > 1
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
吴办 > Find a ticket
吴办 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 第一中学
吴办 < Which of these is it?

    Which number? The last digits, the unit or words of it will do.
    [TS-2026-0001 Teaching materials and uniforms, 第一中学: submitted; to be taken up or declined by 3 Mar 2026]
        [DC-2026-0001 Late, 第一中学: accepted] [Cancel]
吴办 > [Cancel]
吴办 < Cancelled. Nothing was sent.
吴办 < What would you like to do?
    [Waiting for the office] [To be closed] [Supervised tickets] [Find a ticket] [Digest] [Complain]
        [What I reported] [Working days] [Invite somebody] [Open in a browser] [Help] [中文 / English]
吴办 > Find a ticket
吴办 < Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > 0002
吴办 < There is no ticket 0002 for you. Please check the number.

    Which number? The last digits, the unit or words of it will do.
    [Cancel]
吴办 > TS-2026-0001
吴办 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: submitted
    Words: 强制购买教辅
    Reported in confidence
    History:
    · 2 Mar 09:00 filed
    [Accept] [Decline] [Leave a message] [Put under supervision]
""",
    )
