"""The card: how a ticket stands, in the words of the moment."""

from __future__ import annotations

from tests.handlers.beginnings import (
    COMPLAINT,
    COMPLAINT_ASSIGNED,
    TAKEN,
)
from tests.handlers.transcript import converse
from tests.town import Town


def test_while_the_clock_stands_still(town: Town) -> None:
    """A card and a list show until when the reporter is waited for, not the deadline as if it ran."""
    town.play(
        COMPLAINT
        + COMPLAINT_ASSIGNED
        + TAKEN
        + "周校长 > TS-2026-0001\n周校长 > [Ask the reporter]\n周校长 > 哪个班？"
    )
    converse(
        town,
        """
周校长 > TS-2026-0001
周校长 < TS-2026-0001 Teaching materials and uniforms
    Unit: 第一中学
    State: waiting for the reporter
    The clock stands still, until 9 Mar 18:00 at the latest; what was left then goes on
    Words: 强制购买教辅
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 taken up
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 reporter asked: 哪个班？
    [Ask for more time]
周校长 > 工单
周校长 < Open tickets of your unit: 1
    TS-2026-0001 Teaching materials and uniforms, 第一中学: waiting for the reporter; the clock stands still until
        9 Mar 2026
    [TS-2026-0001]
""",
    )
