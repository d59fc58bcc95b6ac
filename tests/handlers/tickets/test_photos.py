"""Photos of a ticket: the card shows the newest nine and says so; all of them are one tap away,
under the same numbers.
"""

from __future__ import annotations

from sqlmodel import select

from rules.permissions import Role
from storage.tables import Evidence, Origin
from tests.duties import add_assignment, open_campaign
from tests.handlers.beginnings import ASSIGNED, COMPLAINT, FINDING, TAKEN
from tests.handlers.transcript import converse
from tests.town import Town

MANY = FINDING.replace(
    "李督 > (photo 开会迟到)\n", "李督 > (photo 开会迟到)\n" + "李督 > (photo)\n" * 11
)
PROVED = """
周校长 > [Answer]
周校长 > 路上堵车
周校长 > 已批评教育
周校长 > 王强，教务处主任
周校长 > (photo)
周校长 > (photo)
周校长 > [Done]
周校长 > [Submit]
"""


def test_all_photos_are_one_tap_away(town_anywhere: Town) -> None:
    """Of twelve reported photos and two of proof the card shows nine; the rest comes page by page,
    reported ones first.
    """
    town = town_anywhere
    town.play(MANY + ASSIGNED + TAKEN + PROVED)
    town.keep_photos()
    with town.database.write() as session:
        twelfth = sorted(town.phone("李督").evidence(), key=lambda each: each.id or 0)[11]
        session.add(Origin(evidence_id=twelfth.id or 0, taken_at=town.clock()))
    converse(
        town,
        """
吴办 > DC-2026-0001
吴办 < DC-2026-0001 Late
    Unit: 第一中学
    State: answered
    Deadline: by 5 Mar 2026 18:00 (working days: 3)
    Words: 开会迟到
    Inspector: 李督
    Photos shown: 6 to 14 of 14
    Photo 12 taken 2 Mar 09:00
    History:
    · 2 Mar 09:00 filed
    · 2 Mar 09:00 assigned to 第一中学
    · 2 Mar 09:00 taken on
    · 2 Mar 09:00 answered. Cause: 路上堵车. Measure: 已批评教育. Responsible: 王强，教务处主任 (photos: 9)
    [Approve] [Return it] [Leave a message] [Put under supervision] [All photos]
吴办 > [All photos]
吴办 < DC-2026-0001: all photos
    Reported: 1 to 12
    Proof: 13 to 14
    Photos shown: 1 to 9 of 14 (photos: 9)
    [More] [Open DC-2026-0001]
吴办 > [More]
吴办 < DC-2026-0001: all photos
    Reported: 1 to 12
    Proof: 13 to 14
    Photos shown: 10 to 14 of 14 (photos: 5)
    [Back to page 1] [Open DC-2026-0001]
家长 > (button go:photos:DC-2026-0001)
家长 < There is no ticket DC-2026-0001 for you. Please check the number.
    [Menu]
""",
    )


def test_what_is_added_later_stands_with_what_was_reported(town: Town) -> None:
    """A photo that the reporter adds after the answer comes before the proof, on the card and among
    all photos.
    """
    town.play(FINDING + ASSIGNED + TAKEN + PROVED)
    town.play("李督 > (button go:add:DC-2026-0001)\n" + "李督 > (photo)\n" * 8 + "李督 > [Done]")
    town.keep_photos()
    with town.database.read() as session:
        roles = sorted(session.exec(select(Evidence.role)))
    assert roles == ["answer", "answer", "report", *["supply"] * 8]
    heard = town.play("吴办 > (button go:photos:DC-2026-0001:p2)").splitlines()[1]
    assert heard == (
        "吴办 < DC-2026-0001: all photos / Reported: 1 to 9 / Proof: 10 to 11 / Photos "
        "shown: 10 to 11 of 11 (photos: 2) "
        "[Back to page 1] [Open DC-2026-0001]"
    )


def test_photos_of_what_was_merged_are_for_those_who_deal_with_it(town: Town) -> None:
    """The office counts them among all photos; the other complainant does not."""
    town.person("孙局", Role.LEADER)
    other = COMPLAINT.replace("家长", "邻居").replace(
        "邻居 > [Done]", "邻居 > (photo)\n" * 10 + "邻居 > [Done]"
    )
    merge = "吴办 > TS-2026-0002\n吴办 > [Merge]\n吴办 > 1\n吴办 > [Merge]"
    town.play(COMPLAINT + other + merge)
    town.keep_photos()
    assert "Photos shown: 2 to 10 of 10" in town.play("吴办 > TS-2026-0001")
    assert "Photos shown: 10 of 10 (photos: 1)" in town.play(
        "吴办 > (button go:photos:TS-2026-0001:p2)"
    )
    assert "There is no photo to show." in town.play("家长 > (button go:photos:TS-2026-0001)")


def test_all_photos_of_a_task(town: Town) -> None:
    """What was filed with a task shows nine photos, too, and all of them page by page."""
    open_campaign(town)
    assignment = add_assignment(town, "self-check", unit="第一中学", due="2026-03-06")
    town.play(
        f"周校长 > (button go:dutyfile:{assignment})\n周校长 > 已自查\n周校长 > 12\n"
        + "周校长 > (photo)\n" * 11
    )
    town.play("周校长 > [Done]\n周校长 > [Submit]")
    town.keep_photos()
    assert "Photos shown: 3 to 11 of 11 (photos: 9) [All photos]" in town.play(
        f"吴办 > (button go:duty:{assignment})"
    )
    assert town.play("吴办 > [All photos]\n吴办 > [More]").splitlines()[3] == (
        "吴办 < 自查报告: all photos / Photos shown: 10 to 11 of 11 (photos: 2) [Back to page "
        "1] [Open the task]"
    )
    assert (
        town.play("家长 > (button go:dutyphotos:1)")
        .splitlines()[1]
        .startswith("家长 < There is no such task")
    )
